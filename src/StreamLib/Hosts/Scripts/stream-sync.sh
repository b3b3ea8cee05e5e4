# stream-sync REQUEST: asks the sync server of the test one thing, and prints what it answers after `ok`. It needs a POSIX
# shell, mkfifo and mktemp; where STREAMLIB_SYNC is HOST:PORT, also one of bash, python3, socat and nc.
# stream-sync metric, note, outcome: appends a line to the report of the nested test. It needs a POSIX shell and no server.
# Exit status: 0; 1 refused, as by a broken barrier; 2 wrong usage; 3 the server cannot be reached; 4 the time is over.

# Nothing of this is changed by what the environment of the test sets; all is bytes here.
set +aefuvxC
case ${BASH_VERSION-} in
  ?*)
    set +o errtrace +o functrace +o keyword +o pipefail
    for word in $(export -fp); do case $word in export | -*) ;; *) unset -f "$word" ;; esac; done ;;
esac
unset TMOUT ENV BASH_ENV CDPATH LD_PRELOAD
LC_ALL=C
trap '' PIPE
connection= guard=

usage() {
  printf '%s\n' 'usage: stream-sync REQUEST       one request to the sync server of this test; prints what it answers' \
    'examples: stream-sync barrier setup 2 60' '          stream-sync set server_ip 10.0.0.1' \
    '          ip=$(stream-sync get server_ip)' '          stream-sync help             all requests' \
    'usage: stream-sync metric NAME VALUE [UNIT]   a line for the report of this test: a measured number' \
    '       stream-sync note TEXT                  a remark' \
    '       stream-sync outcome WORD [REASON]      how it ended: pass, warn, fail, error or skip' \
    'exit status: 0, 1 refused or broken, 2 wrong usage, 3 the server cannot be reached, 4 the time is over'
}

# Says CODE: WHAT: TEXT, and ends with status $1.
fail() {
  printf 'error %s: %s: %s\n' "$2" "$3" "$4" >&2
  finish "$1"
}

unreachable() { fail 3 SL4008 "connect to $STREAMLIB_SYNC" "$1"; }

# Lets go of the connection, waits until what carried it has ended, and ends with status $1.
finish() {
  [ -z "$connection" ] || exec 3<&- 4>&-
  [ -z "$guard" ] || { exec 5>&-; wait "$guard"; }
  [ -z "$connection" ] || wait "$connection"
  exit "$1"
} 2>/dev/null

# Asks over descriptors 3 and 4.
ask() {
  case ${STREAMLIB_TOKEN-} in *[[:cntrl:]]* | *' '*) fail 2 SL4006 hello 'STREAMLIB_TOKEN is one word without blanks' ;; esac
  { printf 'hello %s\n' "${STREAMLIB_TOKEN:--}" >&4; } 2>/dev/null
  IFS= read -r reply <&3 || unreachable 'nobody answers there; is the job that started this sync server still running?'
  case $reply in 'ok streamlib 1 '*) ;; *) understand hello ;; esac
  { printf '%s\n' "$line" >&4; } 2>/dev/null
  [ -z "$guard" ] || exec 4>&-
  read_reply
  case $verb:$reply in
    *:'error '*) ;;
    help:* | status:*)
      while [ "$reply" != . ]; do
        printf '%s\n' "$reply"
        read_reply
      done
      finish 0 ;;
  esac
  understand "$what"
}

read_reply() {
  IFS= read -r reply <&3 || fail 3 SL4008 "$what" "the connection to the sync server at $STREAMLIB_SYNC has ended"
}

understand() {
  case $reply in
    ok) finish 0 ;;
    'ok '*) printf '%s\n' "${reply#ok }"; finish $? ;;
    'error '*' '*) ;;
    *) fail 2 SL4006 "$1" "'$reply' is no reply of a sync server" ;;
  esac
  reply=${reply#error }
  text=${reply#* }
  case ${reply%% *} in
    timeout) fail 4 SL4001 "$1" "$text" ;;
    broken) fail 1 SL4002 "$1" "$text" ;;
    mismatch) fail 1 SL4003 "$1" "$text" ;;
    duplicate) fail 1 SL4004 "$1" "$text" ;;
    denied) fail 1 SL4005 "$1" "$text" ;;
    usage) fail 2 SL4006 "$1" "$text" ;;
    limit) fail 1 SL4007 "$1" "$text" ;;
    *) fail 1 SL4008 "$1" "$text" ;;
  esac
}

# FIFOs of our own, announced at the door.
over_fifos() {
  door=${STREAMLIB_SYNC#fifo:}
  {
    own=$(mktemp -d "$door/XXXXXX") && mkfifo "$own/in" "$own/out" && [ -p "$door/door" ] &&
      printf 'open %s\n' "${own##*/}" >"$door/door" && command exec 4>"$own/in" && command exec 3<"$own/out"
  } 2>/dev/null || unreachable 'no FIFOs of a sync server are there; is the job that made them still running?'
  ask
}

# bash and python3 connect, and become this script again with the connection in descriptor 3.
over_tcp() {
  port=${STREAMLIB_SYNC##*:} host=${STREAMLIB_SYNC%:*}
  host=${host#"["} host=${host%"]"}
  case $port in
    '' | *[!0-9]*) host= ;;
  esac
  [ -n "$host" ] || fail 2 SL4006 "connect to $STREAMLIB_SYNC" 'an address is HOST:PORT, as in 127.0.0.1:4711, or fifo:PATH'
  failed=${STREAM_SYNC_CONNECTED-}
  export STREAM_SYNC_CONNECTED
  STREAM_SYNC_CONNECTED=$$
  if [ "$failed" != bash ] && has bash; then
    # Some are built without /dev/tcp.
    exec bash -c '{ exec 3<>"/dev/tcp/$1/$2"; } 2>/dev/null ||
      case $( (exec 3<>/dev/tcp/127.0.0.1/0) 2>&1) in *"No such file"*) STREAM_SYNC_CONNECTED=bash ;; *) STREAM_SYNC_CONNECTED=no ;; esac
      exec /bin/sh "$0" "${@:3}"' "$0" "$host" "$port" "$@"
  elif has python3; then
    exec python3 -ISc '
import os, signal, socket, sys
for number in signal.SIGINT, signal.SIGPIPE: signal.signal(number, signal.SIG_DFL)
try: connection = socket.create_connection((sys.argv[2], int(sys.argv[3])))
except OSError: os.environ["STREAM_SYNC_CONNECTED"] = "no"
else: os.dup2(connection.fileno(), 3); os.set_inheritable(3, True)
os.execv("/bin/sh", ["sh", sys.argv[1], *sys.argv[4:]])' "$0" "$host" "$port" "$@"
  elif has socat; then
    through open socat - "TCP:$STREAMLIB_SYNC"
  elif has nc; then
    case $(nc -h 2>&1) in
      *OpenBSD* | *'[-46'*) through once nc "$host" "$port" ;;
      *v1.10*) through open nc -q 0 "$host" "$port" ;;
      *) through open nc "$host" "$port" ;;
    esac
  elif has busybox && busybox nc --help >/dev/null 2>&1; then
    through open busybox nc "$host" "$port"
  else
    unreachable 'this host has nothing to connect with: looked for bash, python3, socat, nc and busybox in PATH; install one of them'
  fi
}

has() { command -v "$1" >/dev/null; }

# Runs a program that connects its input and output. `open`: at the end of its input it ends, so it ends with us. `once`: while
# its input is open it does not see the end of the connection, so that is closed behind the request; another process, which
# sees our end, then ends it.
through() {
  how=$1
  shift
  own=$(mktemp -d "${0%/*}/connection.XXXXXX" 2>/dev/null || mktemp -d "${TMPDIR:-/tmp}/stream-sync.XXXXXX") &&
    mkfifo "$own/up" "$own/down" "$own/guard" || unreachable 'no FIFO can be made, neither beside stream-sync nor in $TMPDIR or /tmp'
  "$@" <"$own/up" >"$own/down" 2>/dev/null &
  connection=$!
  if [ "$how" = once ]; then
    { read -r word || kill "$connection"; } <"$own/guard" >/dev/null 2>&1 &
    guard=$!
    exec 5>"$own/guard"
  fi
  exec 4>"$own/up" 3<"$own/down"
  rm -rf "$own"
  ask
}

nl='
'
tab=$(printf '\t')

# Leaves in json the text $1 as it stands between the quotes of JSON.
quote() {
  json= left=$1
  while :; do
    plain=${left%%[\"\\[:cntrl:]]*}
    json=$json$plain
    [ "$plain" != "$left" ] || return 0
    left=${left#"$plain"}
    char=${left%"${left#?}"}
    left=${left#?}
    case $char in
      '"' | \\) json=$json\\$char ;;
      "$nl") json=$json\\n ;;
      "$tab") json=$json\\t ;;
      *) json=$json$(printf '\\u%04x' "'$char") ;;
    esac
  done
}

# Leaves in json the number $1 as JSON writes it; fails when it is not a finite decimal number.
number() {
  sign= value=$1 exponent=
  case $value in
    -*) sign=- value=${value#-} ;;
    +*) value=${value#+} ;;
  esac
  case $value in *[eE]*)
    exponent=${value#*[eE]} value=${value%%[eE]*}
    digits=${exponent#[-+]}
    while case $digits in 0?*) ;; *) false ;; esac; do digits=${digits#0}; done
    case $digits in '' | *[!0-9]* | ????*) return 1 ;; esac
    [ "$digits" -le 300 ] || return 1 ;;
  esac
  case $value in '' | . | *[!0-9.]* | *.*.*) return 1 ;; esac
  whole=${value%%.*} fraction=
  case $value in *.*) fraction=${value#*.} ;; esac
  while case $whole in 0?*) ;; *) false ;; esac; do whole=${whole#0}; done
  json=$sign${whole:-0}${fraction:+.$fraction}${exponent:+e$exponent}
}

# Appends a line to the report, or prints $2 where a person has started the test and nobody reads a report.
report() {
  [ -n "${STREAMLIB_OUTPUT-}" ] || { printf '%s\n' "$2"; return; }
  file=$STREAMLIB_OUTPUT/events.jsonl
  { [ -d "$STREAMLIB_OUTPUT" ] || mkdir -p -- "$STREAMLIB_OUTPUT"; } 2>/dev/null &&
    { [ ! -e "$file" ] || [ -f "$file" ]; } && { printf '%s\n' "$1" >>"$file"; } 2>/dev/null ||
    fail 1 SL3020 report "$file cannot be written: it has to be a plain file in a folder that this user can write"
}

# What is not understood is written all the same: it is judged where the report is read, and so is never lost.
metric() {
  [ $# -ge 2 ] && [ $# -le 3 ] || {
    quote "$*"
    report "{\"type\":\"metric\",\"name\":\"$json\",\"value\":\"\"}" "metric $*"
    fail 2 SL4006 metric 'write: stream-sync metric NAME VALUE [UNIT], each of them one word or quoted'
  }
  quote "$1" && name=$json
  quote "${3-}" && unit=$json
  status=0
  number "$2" || { quote "$2"; json="\"$json\"" status=2; }
  report "{\"type\":\"metric\",\"name\":\"$name\",\"value\":$json,\"unit\":\"$unit\"}" "metric $1=$2${3:+ $3}"
  [ "$status" = 0 ] || fail 2 SL4006 "metric $1" "'$2' is not a finite number: write it with a decimal point, as in 941.2 or 1e-3"
  [ -n "$1" ] || fail 2 SL4006 metric 'the name is empty'
}

note() {
  [ $# -ge 1 ] || fail 2 SL4006 note 'write: stream-sync note TEXT'
  quote "$*"
  report "{\"type\":\"note\",\"text\":\"$json\"}" "note: $*"
}

outcome() {
  [ $# -ge 1 ] || {
    report '{"type":"outcome","outcome":""}' outcome
    fail 2 SL4006 outcome 'write: stream-sync outcome WORD [REASON], with pass, warn, fail, error or skip'
  }
  quote "$1" && word=$json
  shift
  quote "$*"
  report "{\"type\":\"outcome\",\"outcome\":\"$word\",\"reason\":\"$json\"}" "outcome $word${*:+: $*}"
}

# Leaves in text what of $1 stands in one line of the protocol: a reason may be whatever a program has printed.
one_line() {
  text= left=$(printf '%.4000s' "$1")
  # What is cut off in the middle of a character is no text.
  [ ${#1} -le 4000 ] || while case $left in *[!\ -~]) ;; *) false ;; esac; do left=${left%?}; done
  while :; do
    plain=${left%%[[:cntrl:]]*}
    text=$text$plain
    [ "$plain" != "$left" ] || return 0
    left=${left#"$plain"}
    left=${left#?}
    text="$text "
  done
}

# A test that gives up has failed, also when no server hears of it.
give_up() {
  one_line "$1"
  line="fail ${text:-no reason was given}"
  [ -z "${STREAMLIB_OUTPUT-}" ] || [ -n "${STREAM_SYNC_CONNECTED-}" ] || (outcome fail "gave up: ${line#fail }") 2>/dev/null
}

case ${1-} in
  '') usage >&2; exit 2 ;;
  -h | --help) usage; exit 0 ;;
  metric | note | outcome) "$@"; exit ;;
esac
line=$*
verb=${line%% *}
rest=${line#"$verb"} rest=${rest# }
case $verb in
  help | status | ping | fail) what=$verb ;;
  *) what=$verb${rest:+ ${rest%% *}} ;;
esac
[ "$verb" != fail ] || give_up "$rest"
case $line in *'
'* | *"$(printf '\r')"*)
  fail 2 SL4006 "${1%%[!a-z]*}" 'a value is one line without control characters: encode what has more, as JSON or base64' ;;
esac
case $verb in hello | quit) fail 2 SL4006 "$verb" 'stream-sync does that by itself, with the token in STREAMLIB_TOKEN' ;; esac
case ${STREAMLIB_SYNC-} in
  '') fail 2 SL4006 "$what" 'STREAMLIB_SYNC is not set, as it is in the nested tests of a job; by hand, set it to HOST:PORT, and STREAMLIB_TOKEN' ;;
  fifo:/*) over_fifos ;;
esac
case ${STREAM_SYNC_CONNECTED-} in
  "$$") unset STREAM_SYNC_CONNECTED; exec 4>&3; ask ;;
  no) unreachable 'nobody listens there; is the job that started this sync server still running?' ;;
esac
over_tcp "$@"
