# Waits until a GET of $STREAMLIB_URL answers with a status from 200 to 399. It asks whether somebody answers, not who, so
# certificates are not looked at. Ends with 3 when this host has nothing to ask with.

if command -v curl >/dev/null; then
  answers() {
    case $(curl -s -k -o /dev/null -m 5 -w '%{http_code}' "$STREAMLIB_URL") in [23]??) ;; *) return 1 ;; esac
  }
elif command -v wget >/dev/null; then
  options=--no-check-certificate
  ! wget --help 2>&1 | grep -q -e --tries || options="$options --tries=1"
  answers() { timeout 5 wget -q -O /dev/null $options "$STREAMLIB_URL"; }
elif command -v bash >/dev/null && [ "${STREAMLIB_URL#http://}" != "$STREAMLIB_URL" ]; then
  answers() {
    timeout 5 bash -c '
      rest=${STREAMLIB_URL#http://} authority=${rest%%/*} path=/${rest#"$authority"}
      host=${authority%:*} port=80
      [ "$host" = "$authority" ] || port=${authority##*:}
      exec 4<>"/dev/tcp/$host/$port" || exit 1
      printf "GET /%s HTTP/1.0\r\nHost: %s\r\n\r\n" "${path##/}" "$authority" >&4
      read -r version status rest <&4
      case $status in [23]??) ;; *) exit 1 ;; esac'
  }
else
  exit 3
fi
until answers; do sleep 0.2 || sleep 1; done 2>/dev/null
