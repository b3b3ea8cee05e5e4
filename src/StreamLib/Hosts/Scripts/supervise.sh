# Runs one command and stays with it: its outputs pass untouched between two marks, the second of which says how it ended.
# Needs marks.sh, and the variables that the controller sets: _sl_nonce, _sl_mark, _sl_line, _sl_directory, _sl_grace,
# _sl_shell, _sl_reset; and _sl_export, a function that exports the environment of the command.

exec 3<&0 </dev/null 5>&1 6>&2 2>/dev/null

_sl_refuse() {
  printf '@%s refused %s\n' "$_sl_nonce" "$1" >&5
  exit 0
}

# The shell's own words are compared below.
_sl_language=${LC_ALL-}
LC_ALL=C

# The padding keeps room for how the command ended, even on a disk that is full by then.
printf '%-250s\n' starting >"$_sl_mark" || _sl_refuse "cannot write $_sl_mark"
exec 8<>"$_sl_mark" || _sl_refuse "cannot open $_sl_mark"
[ -z "$_sl_directory" ] || cd -- "$_sl_directory" || _sl_refuse "there is no folder $_sl_directory"

_sl_command() {
  trap - HUP INT TERM CHLD
  if [ -n "$_sl_language" ]; then LC_ALL=$_sl_language; else unset LC_ALL; fi
  read -r _sl_pid _sl_rest </proc/self/stat
  printf '%s\n' "$_sl_pid" 1<>"$_sl_mark"
  exec 9<"$_sl_mark" 3<&- 8<&- 1>&5 2>&6 5>&- 6>&-
  printf '@%s begin %s\n' "$_sl_nonce" "$_sl_pid" >&2
  printf '@%s begin %s\n' "$_sl_nonce" "$_sl_pid"
  _sl_export
  # The shell ignores SIGINT for what it starts in the background, .NET SIGPIPE; _sl_reset undoes that where it can be undone.
  exec setsid $_sl_reset "$_sl_shell" -c "$_sl_line"
}

# Reads what the controller wants. The end of its words means that it has gone, and nobody waits for an end mark.
_sl_reader() {
  trap - CHLD
  exec 5>&- 6>&- </dev/null >/dev/null
  while IFS= read -r _sl_word <&3; do
    case $_sl_word in
      stop) _sl_signal TERM "$_sl_mark" ;;
      kill) _sl_signal KILL "$_sl_mark" ;;
    esac
  done
  [ ! "/proc/$$/fd/8" -ef "$_sl_mark" ] || kill -KILL $$
  _sl_end_all
}

_sl_end_all() {
  exec >/dev/null
  _sl_sweep "$_sl_mark" TERM "$_sl_grace"
}

# What `wait` returns does not tell `exit 137` from SIGKILL; the list of jobs does, as long as nobody has waited.
# The list names an end only once: a trap that comes while it is being read must not read it too.
_sl_check() {
  _sl_again=1
  [ -z "$_sl_started" ] || [ -n "$_sl_checks" ] || _sl_check_all
}

_sl_check_all() {
  _sl_checks=1
  while [ -n "$_sl_again" ]; do
    _sl_again=
    jobs -l 1<>"$_sl_mark"
    _sl_check_once <"$_sl_mark"
  done
  _sl_checks=
  [ -z "$_sl_again" ] || _sl_check_all
}

_sl_check_once() {
  while IFS= read -r _sl_job; do
    case $_sl_job in
      *" $_sl_started "*Running* | *" $_sl_started "*Stopped*)
        printf '%s\n' "$_sl_started" 1<>"$_sl_mark"
        return 0 ;;
      *" $_sl_started "*)
        trap - CHLD
        # First, or it takes the end of the controller's words, which follows the mark, for the end of the controller.
        kill -KILL "$_sl_reads"
        printf 'ended %s\n' "$_sl_started" 1<>"$_sl_mark"
        printf '@%s end\n' "$_sl_nonce" >&6
        printf '@%s end %s\n' "$_sl_nonce" "${_sl_job#*" $_sl_started "}" >&5
        exit 0 ;;
    esac
  done
}

# Caught, not ignored: what is ignored stays ignored in the command.
trap : HUP INT TERM
_sl_started= _sl_checks= _sl_again=
trap _sl_check CHLD
_sl_reader &
_sl_reads=$!
_sl_command &
_sl_started=$!
_sl_check
while kill -0 "$_sl_reads"; do wait "$_sl_reads"; done
# The reader was killed: nobody would notice that the controller has gone.
trap - CHLD
exec 5>&- 6>&-
_sl_end_all
