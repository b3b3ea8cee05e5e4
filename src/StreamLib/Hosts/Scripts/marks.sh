# Which processes belong to marks, and how they are ended. For any POSIX shell with coreutils and grep, or with busybox.
#
# A mark is a file. Its command runs in a session of its own, holds the file open on descriptor 9 and has the file's path
# in STREAMLIB_MARK; the file says which session. Those who supervise hold a mark on descriptor 8 instead: they are
# nobody's members, and end by themselves.

# Prints the processes that belong to the marks whose paths start with $1.
_sl_members() {
  _sl_seen=' '
  _sl_traces "$1" 9 | while read -r _sl_p; do
    case $_sl_seen in *" $_sl_p "*) continue ;; esac
    _sl_seen="$_sl_seen$_sl_p "
    printf '%s\n' "$_sl_p"
  done
}

# Prints the processes that hold one of these marks on the descriptors $2, a pattern.
_sl_holders_of() {
  ls -ld /proc/[0-9]*/fd/$2 2>/dev/null | sed -n "s|^[^>]* /proc/\([0-9]*\)/fd/[89] -> $1.*|\1|p"
}

# Prints both, some of them more than once.
_sl_traces() {
  _sl_ids=
  for _sl_file in "$1"*; do
    [ -f "$_sl_file" ] || continue
    _sl_word= _sl_id=
    read -r _sl_word _sl_id 2>/dev/null <"$_sl_file"
    case $_sl_word in
      # With its leader gone, a session that still has a leader is another one under a number used again.
      ended) [ -d "/proc/$_sl_id" ] || _sl_ids="$_sl_ids|$_sl_id" ;;
      [0-9]*) _sl_ids="$_sl_ids|$_sl_word" ;;
    esac
  done
  {
    # The fields after the command's name in parentheses: state, parent, group, session.
    [ -z "$_sl_ids" ] || grep -lE "\\) [^ZX] [0-9]+ ([0-9]+ )?(${_sl_ids#|}) " /proc/[0-9]*/stat
    # Not -F: busybox looks only at the first of the words that a NUL separates then.
    grep -l "$1" /proc/[0-9]*/environ
    ls -ld /proc/[0-9]*/fd/$2
  } 2>/dev/null </dev/null | sed -n -e 's|^/proc/\([0-9]*\)/[es].*|\1|p' -e "s|^[^>]* /proc/\([0-9]*\)/fd/[89] -> $1.*|\1|p"
}

# Prints those of the processes "$@" that supervise for another controller.
_sl_supervisors() {
  for _sl_p in "$@"; do
    ls -ld "/proc/$_sl_p/fd/8"
  done 2>/dev/null | sed -n 's|^[^>]*/proc/\([0-9]*\)/fd/8 -> .*/marks/[^/]*\.mark$|\1|p'
}

# Sends signal $1 to the members of the marks that start with $2, once to each. What is started while this looks around is
# in no list of it: it looks again, until nobody is new. Leaves in _sl_refused those that could not be sent it.
_sl_signal() {
  _sl_known=' ' _sl_until=0 _sl_refused=
  for _sl_round in 1 2 3 4 5; do
    _sl_new=' '
    for _sl_p in $(_sl_members "$2"); do
      case $_sl_known in *" $_sl_p "*) ;; *) _sl_new="$_sl_new$_sl_p " ;; esac
    done
    [ "$_sl_new" != ' ' ] || return 0
    _sl_keep=" $(_sl_supervisors $_sl_new | tr '\n' ' ')"
    _sl_to=
    for _sl_p in $_sl_new; do
      case $_sl_keep in *" $_sl_p "*) ;; *) _sl_is_theirs "$_sl_p" || _sl_to="$_sl_to $_sl_p" ;; esac
    done
    # The number that was given to a process last: who has a higher one was started later.
    read -r _sl_rest _sl_rest _sl_rest _sl_rest _sl_until </proc/loadavg || _sl_until=
    case $_sl_until in '' | *[!0-9]*) _sl_until=0 ;; esac
    for _sl_p in $_sl_to; do kill "-$1" "$_sl_p" || _sl_refused="$_sl_refused $_sl_p"; done
    _sl_known="$_sl_known$_sl_new"
  done 2>/dev/null
}

# Whether the process $1 is new because one that had got the signal has started it: to clear up, perhaps.
_sl_is_theirs() {
  while [ "$1" -gt "$_sl_until" ]; do
    _sl_stat=
    IFS= read -r _sl_stat <"/proc/$1/stat" || return 1
    set -- ${_sl_stat##*) }
    set -- "$2"
    case $_sl_known in *" $1 "*) return 0 ;; esac
    case $_sl_new in *" $1 "*) ;; *) return 1 ;; esac
  done
  return 1
}

# Whether the process $1 runs; one that nobody has waited for does not.
_sl_runs() {
  _sl_stat=
  IFS= read -r _sl_stat 2>/dev/null <"/proc/$1/stat" || return 1
  case ${_sl_stat##*) } in [ZX]*) return 1 ;; esac
}

# Leaves in _sl_left those of the processes "$@" that still run.
_sl_still() {
  _sl_left=
  for _sl_p in "$@"; do ! _sl_runs "$_sl_p" || _sl_left="$_sl_left $_sl_p"; done
}

# Waits up to $1 seconds for the processes in _sl_left to end.
_sl_await() {
  _sl_n=$(($1 * 5))
  while _sl_still $_sl_left; [ -n "$_sl_left" ] && [ "$_sl_n" -gt 0 ]; do
    sleep 0.2 2>/dev/null || { sleep 1; _sl_n=$((_sl_n - 4)); }
    _sl_n=$((_sl_n - 1))
  done
}

# Ends the members of the marks that start with $1: signal $2 if there is one, $3 seconds, KILL. Says what it did:
# "found PID COMMAND", "forced PID", and "denied PID" for what still runs because it is another user's.
_sl_sweep() {
  _sl_denied=
  _sl_sweep_rounds "$@"
  _sl_still $_sl_denied
  for _sl_p in $_sl_left; do printf 'denied %s\n' "$_sl_p"; done
}

_sl_sweep_rounds() {
  _sl_told=' '
  _sl_first=$2
  for _sl_round in 1 2 3; do
    _sl_find "$1" "$_sl_first" || return 0
    _sl_await "$3"
    _sl_force $_sl_left
    _sl_await 2
    # What was started meanwhile gets no grace.
    _sl_first=KILL
  done
}

# Sends signal $2, if there is one, to the members of the marks that start with $1, and leaves them in _sl_left; adds those
# that may not be sent one to _sl_denied, and all to _sl_told. Fails when there are none.
_sl_find() {
  _sl_left=
  _sl_all=$(_sl_members "$1")
  [ -n "$_sl_all" ] || return 1
  for _sl_p in $_sl_all; do
    case $_sl_told in *" $_sl_p "*) continue ;; esac
    _sl_told="$_sl_told$_sl_p "
    printf 'found %s %s\n' "$_sl_p" "$(tr '\000\n' '  ' 2>/dev/null <"/proc/$_sl_p/cmdline" | cut -c 1-200)"
  done
  _sl_keep=" $(_sl_supervisors $_sl_all | tr '\n' ' ')"
  for _sl_p in $_sl_all; do
    case $_sl_keep in *" $_sl_p "*) _sl_left="$_sl_left $_sl_p"; continue ;; esac
    if kill "-${2:-0}" "$_sl_p" 2>/dev/null; then
      _sl_left="$_sl_left $_sl_p"
    else
      # It may end with what it belongs to: sudo hands signals on.
      case "$_sl_denied " in *" $_sl_p "*) ;; *) _sl_denied="$_sl_denied $_sl_p" ;; esac
    fi
  done
}

# Makes the processes "$@" end.
_sl_force() {
  for _sl_p in "$@"; do
    ! kill -KILL "$_sl_p" 2>/dev/null || printf 'forced %s\n' "$_sl_p"
  done
}
