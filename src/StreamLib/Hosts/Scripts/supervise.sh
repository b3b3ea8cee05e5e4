# Runs one command and stays with it: its outputs pass untouched between two marks, the second of which says how it ended.
# Needs login.sh, marks.sh, and the variables that the controller sets: _sl_nonce, _sl_mark, _sl_line, _sl_directory, _sl_grace,
# _sl_late, _sl_shell, _sl_reset; _sl_ours, set for a command of StreamLib's own, which has nothing of the login environment; and
# _sl_export, a function that exports the environment of the command.

exec 3<&0 </dev/null 5>&1 6>&2 2>/dev/null

_sl_refuse() {
  printf '@%s refused %s\n' "$_sl_nonce" "$1" >&5
  exit 0
}

# The padding keeps room for how the command ended, even on a disk that is full by then.
printf '%-250s\n' starting >"$_sl_mark" && exec 8<>"$_sl_mark" ||
  _sl_refuse "cannot write $_sl_mark: $(printf '%-250s\n' starting | cat 2>&1 >"$_sl_mark")"
[ -z "$_sl_directory" ] || cd -- "$_sl_directory" || _sl_refuse "there is no folder $_sl_directory"

_sl_command() {
  trap - HUP INT TERM CHLD
  read -r _sl_pid _sl_rest </proc/self/stat
  printf '%s\n' "$_sl_pid" 1<>"$_sl_mark"
  exec 9<"$_sl_mark" 3<&- 8<&- 1>&5 2>&6 5>&- 6>&-
  printf '@%s begin %s\n' "$_sl_nonce" "$_sl_pid" >&2
  printf '@%s begin %s\n' "$_sl_nonce" "$_sl_pid"
  # The shell ignores SIGINT for what it starts in the background, .NET SIGPIPE; _sl_reset undoes that where it can be undone.
  set -- $_sl_as_bash setsid $_sl_reset "$_sl_shell" -c "$_sl_line"
  # bash warns of a locale that is not installed, which is nothing that the command says.
  [ -n "$_sl_ours" ] || _sl_restore 2>/dev/null
  _sl_export
  exec "$@"
}

# Who may not be sent a signal now may be sent it later: sudo belongs to root while it looks up the name of its host, and to its caller as
# well when it runs the command.
_sl_insist() {
  [ -z "$_sl_insists" ] || kill -KILL "$_sl_insists"
  _sl_insists=
  [ -n "$_sl_refused" ] || return 0
  _sl_insist_on "$1" 3<&- &
  _sl_insists=$!
}

_sl_insist_on() {
  while [ -n "$_sl_refused" ]; do
    sleep 0.3 || sleep 1
    read -r _sl_word _sl_rest <"$_sl_mark" && [ "$_sl_word" != ended ] || return
    _sl_all=" $(_sl_members "$_sl_mark" | tr '\n' ' ')" _sl_again=
    for _sl_p in $_sl_refused; do
      case $_sl_all in *" $_sl_p "*) kill "-$1" "$_sl_p" || _sl_again="$_sl_again $_sl_p" ;; esac
    done
    _sl_refused=$_sl_again
  done
}

# Reads what the controller wants. The end of its words means that it has gone, and nobody waits for an end mark.
_sl_reader() {
  trap - CHLD
  exec 5>&- 6>&- </dev/null >/dev/null
  while IFS= read -r _sl_word <&3; do
    case $_sl_word in
      stop)
        printf 'sending\n' >"$_sl_mark.stop"
        _sl_signal TERM "$_sl_mark"
        printf '' >"$_sl_mark.stop"
        # Then who waits below waits for this.
        read -r _sl_word _sl_rest <"$_sl_mark"
        [ "$_sl_word" != ended ] || exit 0
        _sl_insist TERM ;;
      kill)
        _sl_signal KILL "$_sl_mark"
        _sl_insist KILL ;;
    esac
  done
  [ ! "/proc/$$/fd/8" -ef "$_sl_mark" ] || kill -KILL $$
  _sl_end_all
}

_sl_end_all() {
  exec >/dev/null
  _sl_sweep "$_sl_mark" TERM "$_sl_grace"
}

# Leaves in _sl_last the number that was given to a process last, where only those that were given since the command has
# started need to be looked at: for less than two seconds it is not the turn of the same number again. Empty for all.
_sl_find_last() {
  _sl_last=
  read -r _sl_now _sl_rest </proc/uptime && read -r _sl_rest _sl_rest _sl_rest _sl_rest _sl_last </proc/loadavg
  case $_sl_began$_sl_now$_sl_last in '' | *[!0-9.]*) _sl_last=; return ;; esac
  [ -n "$_sl_began" ] && [ "$((${_sl_now%%.*} - ${_sl_began%%.*}))" -lt 2 ] && [ "$_sl_last" -gt 0 ] || _sl_last=
}

# Leaves in _sl_holders who else has one of our outputs for its own.
_sl_find_holders() {
  _sl_holders=
  _sl_find_last
  # Mostly nothing was started since.
  [ "$_sl_last" != "$_sl_started" ] || return 0
  for _sl_p in /proc/[0-9]*; do
    [ "$_sl_p" != "/proc/$$" ] || continue
    if [ -n "$_sl_last" ]; then
      if [ "$_sl_last" -gt "$_sl_started" ]; then
        [ "${_sl_p#/proc/}" -gt "$_sl_started" ] || continue
      else
        [ "${_sl_p#/proc/}" -gt "$_sl_started" ] || [ "${_sl_p#/proc/}" -le "$_sl_last" ] || continue
      fi
    fi
    for _sl_fd in 1 2; do
      if [ "$_sl_p/fd/$_sl_fd" -ef "/proc/$$/fd/5" ] || [ "$_sl_p/fd/$_sl_fd" -ef "/proc/$$/fd/6" ]; then
        _sl_holders="$_sl_holders|${_sl_p#/proc/}"
        break
      fi
    done
  done
}

# What the command has started may go on writing: it is listened to for a while, unless the command was asked to end.
_sl_linger() {
  _sl_n=0
  while [ ! -e "$_sl_mark.stop" ]; do
    _sl_find_holders
    [ -n "$_sl_holders" ] || return 0
    # A launcher such as sudo has them as well.
    _sl_holders=$(_sl_members "$_sl_mark" | grep -xE "${_sl_holders#|}")
    [ -n "$_sl_holders" ] || return 0
    if [ "$_sl_n" -ge $((_sl_late * 10)) ]; then
      for _sl_p in $_sl_holders; do
        printf '@%s held %s %s\n' "$_sl_nonce" "$_sl_p" "$(tr '\000\n' '  ' <"/proc/$_sl_p/cmdline" | cut -c 1-200)" >&5
      done
      return 0
    fi
    sleep 0.1 >/dev/null || { sleep 1 >/dev/null; _sl_n=$((_sl_n + 9)); }
    _sl_n=$((_sl_n + 1))
  done
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
        _sl_linger
        printf 'ended %s\n' "$_sl_started" 1<>"$_sl_mark"
        _sl_end_reader
        printf '@%s end\n' "$_sl_nonce" >&6
        printf '@%s end %s\n' "$_sl_nonce" "${_sl_job#*" $_sl_started "}" >&5
        exit 0 ;;
    esac
  done
}

# Before the end mark, or the reader takes the end of the controller's words, which follows it, for the end of the controller.
# A stop that is being sent is to reach all: the first who gets it may be the command.
_sl_end_reader() {
  _sl_word=
  [ ! -e "$_sl_mark.stop" ] || read -r _sl_word <"$_sl_mark.stop"
  [ "$_sl_word" = sending ] || kill -KILL "$_sl_reads"
  while kill -0 "$_sl_reads"; do wait "$_sl_reads"; done
}

# Caught, not ignored: what is ignored stays ignored in the command.
trap : HUP INT TERM
_sl_started= _sl_checks= _sl_again= _sl_insists= _sl_refused=
trap _sl_check CHLD
_sl_reader &
_sl_reads=$!
_sl_began=
read -r _sl_began _sl_rest </proc/uptime
_sl_command &
_sl_started=$!
_sl_check
while kill -0 "$_sl_reads"; do wait "$_sl_reads"; done
# The reader was killed: nobody would notice that the controller has gone.
trap - CHLD
exec 5>&- 6>&-
_sl_end_all
