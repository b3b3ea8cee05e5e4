# Waits until a GET of $STREAMLIB_URL is answered with a status from 200 to 399, and says "last WHAT" whenever what it sees is something
# else than before: a status, "none" when nothing takes a connection, or "strange" when no whole head of an HTTP answer has come within 5
# seconds. It asks the host of the URL itself, without a proxy and with no configuration of the user's, and follows no redirect: one is an
# answer. Of the body nothing counts. It asks whether somebody answers, not who, so certificates are not looked at. Ends with 3 when this
# host has nothing to ask with.

HOME=/nonexistent

# Reads what wget tells of an answer, and says what that was; busybox tells of a head before it is whole, and follows redirects.
told() {
  status= seen=strange
  while IFS= read -r line; do
    line=${line#"${line%%[! ]*}"}
    case $line in
      'HTTP/'*)
        [ -n "$status" ] || { status=${line#* } status=${status%% *}; [ -z "$whole" ] || seen=$status; } ;;
      *refused* | *"can't connect"* | *'bad address'* | *'unable to resolve'*) [ -n "$status" ] || seen=none ;;
      '' | 'Connecting to '* | 'wget: server returned error'*) [ -z "$status" ] || seen=$status ;;
    esac
  done
  printf '%s\n' "$seen"
}

if command -v curl >/dev/null; then
  # As a HEAD that says GET: it ends with the head of the answer.
  ask() {
    status=$(curl -q -s -g -k -I -X GET -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "$STREAMLIB_URL")
    case $?:$status in
      0:000 | 0:) printf 'strange\n' ;;
      0:*) printf '%s\n' "$status" ;;
      6:* | 7:*) printf 'none\n' ;;
      *) printf 'strange\n' ;;
    esac
  }
elif command -v wget >/dev/null; then
  if wget --help 2>&1 | grep -q -e --max-redirect; then
    whole=yes
    ask() { timeout 5 wget -nv -S -O /dev/null --tries=1 --no-proxy --max-redirect=0 --no-check-certificate "$STREAMLIB_URL" 2>&1 | told; }
  else
    whole=
    ask() { timeout 5 wget -S -O /dev/null -Y off --no-check-certificate "$STREAMLIB_URL" 2>&1 | told; }
  fi
elif command -v bash >/dev/null && case $STREAMLIB_URL in https:* | *@*) false ;; esac; then
  ask() {
    seen=$(timeout 5 bash -c '
      rest=${STREAMLIB_URL#http://} rest=${rest%%#*}
      authority=${rest%%[/?]*}
      path=/${rest#"$authority"} path=/${path#//}
      [ "$path" != "//" ] || path=/
      host=$authority port=80
      case $authority in *]) ;; *:*) host=${authority%:*} port=${authority##*:} ;; esac
      host=${host#"["} host=${host%"]"}
      exec 4<>"/dev/tcp/$host/$port" || { echo none; exit; }
      printf "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: close\r\n\r\n" "$path" "$authority" | cat >&4
      end=$(printf "\r") status= early=
      while IFS= read -r line <&4; do
        line=${line%"$end"}
        case $status$early:$line in
          ":HTTP/"*" 1"*) early=yes ;;
          "yes:") early= ;;
          ":HTTP/"*" "*) status=${line#* } status=${status%% *} ;;
          ":"*) exit ;;
          *":") echo "$status"; exit ;;
        esac
      done')
    printf '%s\n' "${seen:-strange}"
  }
else
  exit 3
fi

last=
while seen=$(ask 2>/dev/null); do
  case $seen in [23][0-9][0-9]) exit 0 ;; esac
  [ "$seen" = "$last" ] || printf 'last %s\n' "$seen"
  last=$seen
  sleep 0.2 2>/dev/null || sleep 1
done
