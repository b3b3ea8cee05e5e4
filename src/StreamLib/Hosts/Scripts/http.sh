# Waits until a GET of $STREAMLIB_URL is answered with a status from 200 to 399, and says "last WHAT" whenever what it sees is something
# else than before: a status, "none" when nothing takes a connection, or "strange" when no whole head of an HTTP answer has come within 5
# seconds. It asks the host of the URL itself, without a proxy and with no configuration of the user's, and follows no redirect: one is an
# answer. Of the body nothing counts. It asks whether somebody answers, not who, so certificates are not looked at. Ends with 3 when this
# host has nothing to ask with.

HOME=/nonexistent LC_ALL=C
export LC_ALL

# Says the status of the answer that it reads, once the head is whole and no longer than 64 KiB, the most that GNU wget takes. A status of
# 1xx has another head after it. A text, as bash runs it where it has the connection.
# shellcheck disable=SC2016
headed='headed() {
  end=$(printf "\r") status= left=65536
  while IFS= read -r line; do
    left=$((left - ${#line} - 1))
    [ "$left" -ge 0 ] || return 0
    line=${line%"$end"}
    case $status:$line in
      :HTTP/[1-9]*" "*) status=${line#* } status=${status%% *} ;;
      :*) return 0 ;;
    esac
    [ -z "$line" ] || continue
    case $status in 1[0-9][0-9]) status= ;; *) echo "$status"; return 0 ;; esac
  done
}'
eval "$headed"

if command -v curl >/dev/null; then
  # As a HEAD that says GET: it ends with the head of the answer. The dot keeps the empty line after that.
  ask() {
    told=$(curl -q -s -g -k -I -X GET -D - -o /dev/null -m 5 --noproxy '*' "$STREAMLIB_URL"; code=$?; echo .; exit "$code")
    case $? in
      0) printf '%s\n' "$told" | headed ;;
      6 | 7) echo none ;;
      *) echo strange ;;
    esac
  }
elif command -v wget >/dev/null && wget --help 2>&1 | grep -q -e --max-redirect; then
  # Only what it tells for debugging has the end of a head; one built without that tells of the status alone.
  ask() {
    told=$(timeout 5 wget -d -nv -S -O /dev/null --tries=1 --no-proxy --max-redirect=0 --no-check-certificate "$STREAMLIB_URL" 2>&1)
    case $told in
      *'---response begin---'*)
        printf '%s\n' "$told" | sed -n '/^---response begin---/,/---response end---$/{/---response [be][a-z]*---$/!p;}' | headed ;;
      *'Connection refused'* | *'unable to resolve'*) echo none ;;
      *) { printf '%s\n' "$told" | sed -n 's/^ *HTTP/HTTP/p'; echo; } | headed ;;
    esac
  }
elif command -v bash >/dev/null && case $STREAMLIB_URL in https:* | *@*) false ;; esac; then
  ask() {
    # shellcheck disable=SC2016
    timeout 5 bash -c "$headed"'
      rest=${STREAMLIB_URL#http://} rest=${rest%%#*}
      authority=${rest%%[/?]*}
      path=/${rest#"$authority"} path=/${path#//}
      [ "$path" != "//" ] || path=/
      host=$authority port=80
      case $authority in *]) ;; *:*) host=${authority%:*} port=${authority##*:} ;; esac
      host=${host#"["} host=${host%"]"}
      exec 4<>"/dev/tcp/$host/$port" || { echo none; exit; }
      printf "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: close\r\n\r\n" "$path" "$authority" | cat >&4
      headed <&4' || :
  }
elif command -v wget >/dev/null; then
  # That of busybox, the last choice: it goes no further than an early answer or the place of a redirect, and that it follows.
  ask() {
    told=$(timeout 5 wget -S -O /dev/null -Y off --no-check-certificate "$STREAMLIB_URL" 2>&1)
    case $told in
      *'  HTTP/'*)
        printf '%s\n' "$told" | sed -n -e 's/^  //p' -e '1!s/^Connecting to .*//p' -e 's/^wget: server returned error.*//p' | headed ;;
      *refused* | *"can't connect"* | *'bad address'*) echo none ;;
    esac
  }
else
  exit 3
fi

last=
while seen=$(ask 2>/dev/null); do
  seen=${seen:-strange}
  case $seen in [23][0-9][0-9]) exit 0 ;; esac
  [ "$seen" = "$last" ] || printf 'last %s\n' "$seen"
  last=$seen
  sleep 0.2 2>/dev/null || sleep 1
done
