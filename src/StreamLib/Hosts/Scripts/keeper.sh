# Stays on a host for as long as a controller works there: makes the controller's folder, answers its requests, and when
# the controller ends, goes silent or is cut off, ends what it has left and removes the folder.
# Needs login.sh, marks.sh, hold.sh, and the variables that the controller sets: _sl_nonce, _sl_job, _sl_from, _sl_base, _sl_limit,
# _sl_grace, _sl_undoing, _sl_needs, the programs without which nothing works, _sl_tag, a word that makes the folder's name unique, and the
# texts _sl_put_away, of login.sh, _sl_supervise, of what supervises one command, and _sl_stream_sync, of a
# command for all that runs here, and _sl_guard, of the guard, empty where none is needed.

exec 5>&1 6>&2
umask 077
trap : HUP INT TERM

_sl_refuse() {
  printf '@%s refused %s\n' "$_sl_nonce" "$1" >&5
  exit 0
}

# Before anything is made here: all that is missing at once.
_sl_missing=
for _sl_word in $_sl_needs; do command -v "$_sl_word" >/dev/null 2>&1 || _sl_missing="$_sl_missing $_sl_word"; done
[ -z "$_sl_missing" ] || _sl_refuse "lacks$_sl_missing"
# What runs here is found, and ended, by the numbers that the kernel shows there.
_sl_word=
{ read -r _sl_word _sl_rest </proc/self/stat; } 2>/dev/null
[ "$_sl_word" = "$$" ] || _sl_refuse "blind ${_sl_word:-none}"

# One program says who this is, and whether there is one that undoes that signals are ignored.
_sl_reset='env --default-signal'
_sl_id=$($_sl_reset id 2>/dev/null) || { _sl_reset= _sl_id=$(id); }
_sl_id=${_sl_id%% gid=*}
_sl_user=${_sl_id#uid=}
_sl_user=${_sl_user%%[!0-9]*}

# Whether a shell sees here how its processes end: with SIGCHLD ignored or blocked from its start on, it does not.
_sl_sees_ends() {
  [ -r /proc/self/status ] || return 0
  while read -r _sl_word _sl_set; do
    case $_sl_word:$_sl_set in Sig[BI][lg][kn]::*[13579bdf]????) return 1 ;; esac
  done </proc/self/status
}

# Leaves in _sl_reset the words before a command that undo that signals are ignored, where env does not know how: an interpreter does.
_sl_find_reset() {
  for _sl_word in perl python3 python; do
    case $_sl_word in
      perl) _sl_set='$SIG{$_} = "DEFAULT" for keys %SIG; exec { $ARGV[0] } @ARGV' ;;
      *) _sl_set='import os, signal, sys
for number in set(range(1, 65)) - set([9, 19, 32, 33]): signal.signal(number, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' ;;
    esac
    _sl_reset="$_sl_word $_sl_folder/reset"
    command -v "$_sl_word" && printf '%s\n' "$_sl_set" >"$_sl_folder/reset" && $_sl_reset true && return
  done >/dev/null 2>&1
  _sl_reset=
}

# Leaves in _sl_root a folder of this user's own in $1; its path has to be plain enough to be looked for in the lists of
# processes.
_sl_root_in() {
  case $1 in /*) ;; *) return 1 ;; esac
  case $1 in
    "$_sl_base" | "${XDG_RUNTIME_DIR-}" | "${HOME-}/.cache") _sl_root=$1/streamlib ;;
    *) _sl_root=$1/streamlib-$_sl_user ;;
  esac
  [ -d "$1" ] || mkdir -p -- "$1" || return
  if [ -d "$_sl_root" ]; then _sl_modes=700; else _sl_modes=; fi
  [ -n "$_sl_modes" ] || mkdir -m 700 -- "$_sl_root" || { [ -d "$_sl_root" ] && _sl_modes=700; } || return
  [ ! -L "$_sl_root" ] && [ -O "$_sl_root" ] || return
  # One that was made here and now has them.
  [ -z "$_sl_modes" ] || chmod 700 "$_sl_root" || return
  _sl_root=$(cd -- "$_sl_root" && pwd -P) || return
  case $_sl_root in *[!A-Za-z0-9/._@%=,:+-]*) return 1 ;; esac
}

# Leaves in _sl_root one that can be written, in the first of "$@" that serves.
_sl_find_root() {
  for _sl_in in "$@"; do
    _sl_root_in "$_sl_in" || continue
    ! (printf x >"$_sl_root/.$$" && rm "$_sl_root/.$$") || return 0
    # A full disk takes names, but nothing else.
    rm -f "$_sl_root/.$$"
    rmdir "$_sl_root"
  done 2>/dev/null
  return 1
}

# Leaves in _sl_where this boot, this machine and this space of processes.
_sl_here() {
  _sl_boot_id= _sl_node=
  { read -r _sl_boot_id && read -r _sl_node <&3; } 2>/dev/null </proc/sys/kernel/random/boot_id 3</proc/sys/kernel/hostname
  _sl_where="${_sl_boot_id:--} ${_sl_node:--} $(readlink /proc/self/ns/pid 2>/dev/null)"
}

# Makes this job's folder in the first of "$@" that serves.
_sl_find_folder() {
  for _sl_in in "$@"; do
    # A job that leaves takes an empty root with it, in the middle of this perhaps.
    for _sl_try in 1 2 3; do
      _sl_root_in "$_sl_in" || break
      _sl_folder=$_sl_root/$_sl_job.$_sl_tag
      mkdir "$_sl_folder" "$_sl_folder/marks" "$_sl_folder/files" "$_sl_folder/ends" "$_sl_folder/bin" && _sl_fill_folder && return
      [ -d "$_sl_root" ] || continue
      # A full disk takes names, but nothing else.
      rm -rf "$_sl_folder"
      rmdir "$_sl_root"
      break
    done
  done 2>/dev/null
  return 1
}

# The mark says where this runs: who looks at it from elsewhere, or later, cannot see whether this still does.
_sl_fill_folder() {
  _sl_here
  printf '%s\n' "$_sl_supervise" >"$_sl_folder/supervise.sh" && printf '%s\n' "$_sl_put_away" >"$_sl_folder/login.sh" &&
    printf 'kept %s\n' "$_sl_where" >"$_sl_folder/marks/keeper.mark" && command exec 8<"$_sl_folder/marks/keeper.mark"
}

_sl_facts() {
  case $_sl_id in *'('*) _sl_id=${_sl_id#*'('} _sl_id=${_sl_id%')'} ;; *) _sl_id=$_sl_user ;; esac
  printf 'user %s\n' "$_sl_id"
  # The last of these is there from Linux 6.1 on.
  { read -r _sl_kernel && read -r _sl_version <&3 && read -r _sl_machine <&4; } 2>/dev/null </proc/sys/kernel/ostype 3</proc/sys/kernel/osrelease 4</proc/sys/kernel/arch &&
    printf 'system %s %s %s\n' "$_sl_kernel" "$_sl_version" "$_sl_machine" || printf 'system %s\n' "$(uname -s -r -m)"
  _sl_file=
  ! command -v dotnet >/dev/null || _sl_file=$(command -v dotnet)
  for _sl_file in "$_sl_file" "${DOTNET_ROOT-}/dotnet" "${HOME-}/.dotnet/dotnet" /usr/share/dotnet/dotnet \
    /usr/lib/dotnet/dotnet /usr/lib64/dotnet/dotnet /usr/local/share/dotnet/dotnet /snap/bin/dotnet; do
    [ -x "$_sl_file" ] && [ -f "$_sl_file" ] || continue
    printf 'dotnet %s\n' "$_sl_file"
    break
  done
}

# Why the work is not done in the folder that was written for this host.
_sl_why_not() {
  case $_sl_base in
    /*) if [ ! -d "$_sl_base" ]; then printf 'it is not there and cannot be made'
      elif [ ! -w "$_sl_base" ]; then printf 'this user may not write there'
      else printf 'it has no room, or names in its path that are not plain'; fi ;;
    *) printf 'it does not begin with /' ;;
  esac
}

_sl_sees_ends || { printf '@%s deaf\n' "$_sl_nonce" >&5; exit 0; }
_sl_find_folder "$_sl_base" "${XDG_RUNTIME_DIR-}" "${HOME-}/.cache" /var/tmp /tmp ||
  _sl_refuse "folder no folder can be written: neither ${_sl_base:+$_sl_base, }\$XDG_RUNTIME_DIR, ~/.cache, /var/tmp nor /tmp"
[ -n "$_sl_reset" ] || _sl_find_reset
_sl_instead=
[ "$_sl_in" = "$_sl_base" ] || [ -z "$_sl_base" ] || _sl_instead=$(_sl_why_not)

# Makes stream-sync in the folder $1; fails when it cannot be executed there.
_sl_place() {
  printf '%s\n' "$_sl_stream_sync" >"$1/stream-sync" && chmod 700 "$1/stream-sync" || return
  "$1/stream-sync" --help >/dev/null 2>&1
}

# Folders may be mounted noexec: then another one holds what is to be executed, if there is one.
_sl_tools=$_sl_folder/bin
if ! _sl_place "$_sl_tools"; then
  _sl_tools=
  for _sl_in in "${XDG_RUNTIME_DIR-}" "${HOME-}/.cache" /var/tmp /tmp /dev/shm; do
    _sl_find_root "$_sl_in" && _sl_tools=$(mktemp -d "$_sl_root/$_sl_job.XXXXXX") || continue
    ! _sl_place "$_sl_tools" || break
    rm -rf -- "$_sl_tools"
    rmdir -- "$_sl_root" 2>/dev/null
    _sl_tools=
  done
fi

# Starts who clears up when this shell is killed with all that the controller has started.
_sl_start_guard() {
  mkfifo "$_sl_folder/guard" && (_sl_restore; export -p) >"$_sl_folder/environment" || return
  printf '%s=%s\n' _sl_folder "$_sl_folder" _sl_tools "$_sl_tools" _sl_grace "$_sl_grace" _sl_undoing "$_sl_undoing" \
    _sl_shell "$_sl_shell" >"$_sl_folder/guard.sh"
  printf '%s\n' "$_sl_guard" >>"$_sl_folder/guard.sh"
  command exec 9<>"$_sl_folder/guard" || return
  (setsid env -i "PATH=$PATH" "$_sl_shell" "$_sl_folder/guard.sh" </dev/null 5>&- 6>&- 7<&- 8<&- 9>&- &)
} >/dev/null 2>&1
[ -z "$_sl_guard" ] || _sl_start_guard

printf '@%s begin %s\n' "$_sl_nonce" "$$"
printf '@%s begin %s\n' "$_sl_nonce" "$$" >&2
_sl_facts
printf 'self %s %s\n' "$$" "$(_sl_start_of $$)"
printf 'network %s %s\n' "$_sl_boot_id" "$(readlink /proc/self/ns/net 2>/dev/null)"
printf 'folder %s\ntools %s\nreset %s\ninstead %s\n' "$_sl_folder" "$_sl_tools" "$_sl_reset" "$_sl_instead"
printf '@%s ready\n' "$_sl_nonce"

_sl_answer() {
  _sl_reply=$(eval "$(printf %b "$2")" 2>&1)
  printf '%s@%s reply %s %s\n' "$_sl_reply" "$_sl_nonce" "$1" "$?"
}

while _sl_word=$(timeout "$_sl_limit" "$_sl_shell" -c 'IFS= read -r word && printf "%s\n" "$word"' 7<&- 9>&-); do
  case $_sl_word in
    beat) printf '@%s beat\n' "$_sl_nonce" ;;
    'do '*)
      _sl_word=${_sl_word#do }
      # In the background, so that a request that takes long does not look like silence.
      _sl_answer "${_sl_word%% *}" "${_sl_word#* }" 7<&- 8<&- 9>&- & ;;
    'hold '*)
      # Here, not in the background: the lock is to be this shell's.
      _sl_word=${_sl_word#hold }
      case ${_sl_word#* } in release) _sl_release ;; *) _sl_hold "${_sl_word#* }" ;; esac
      printf '@%s reply %s 0\n' "$_sl_nonce" "${_sl_word%% *}" ;;
    end)
      # Or this shell would look like one of the supervisors there.
      exec 8<&-
      _sl_report=$(_sl_close 2>&1)
      printf '%s@%s end\n' "$_sl_report" "$_sl_nonce"
      exit 0 ;;
  esac
done 2>/dev/null
# In the background: where the connection hangs, this would too.
printf '@%s silent\n' "$_sl_nonce" 7<&- 8<&- 9>&- 2>/dev/null &
_sl_says=$!
exec >/dev/null 2>&1 5>&- 6>&- 8<&-
_sl_close
kill -KILL "$_sl_says"
