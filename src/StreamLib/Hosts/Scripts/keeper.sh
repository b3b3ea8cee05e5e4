# Stays on a host for as long as a controller works there: makes the controller's folder, answers its requests, and when
# the controller ends, goes silent or is cut off, ends what it has left and removes the folder.
# Needs marks.sh, hold.sh, and the variables that the controller sets: _sl_nonce, _sl_job, _sl_from, _sl_base, _sl_limit, _sl_grace,
# _sl_undoing, and the texts _sl_supervise, of what supervises one command, and _sl_stream_sync, of a command for all that
# runs here.

exec 5>&1 6>&2
umask 077
trap : HUP INT TERM

_sl_user=$(id -u)

# Leaves in _sl_root a folder of this user's own in the first of "$@" that can be used; its path has to be plain enough to
# be looked for in the lists of processes.
_sl_find_root() {
  for _sl_in in "$@"; do
    case $_sl_in in /*) ;; *) continue ;; esac
    case $_sl_in in
      "$_sl_base" | "${XDG_RUNTIME_DIR-}" | "${HOME-}/.cache") _sl_root=$_sl_in/streamlib ;;
      *) _sl_root=$_sl_in/streamlib-$_sl_user ;;
    esac
    mkdir -p -- "$_sl_in" && { [ -d "$_sl_root" ] || mkdir -m 700 -- "$_sl_root" || [ -d "$_sl_root" ]; } || continue
    [ ! -L "$_sl_root" ] && [ -O "$_sl_root" ] && chmod 700 "$_sl_root" || continue
    _sl_root=$(cd -- "$_sl_root" && pwd -P) || continue
    case $_sl_root in *[!A-Za-z0-9/._@%=,:+-]*) continue ;; esac
    ! (printf x >"$_sl_root/.$$" && rm "$_sl_root/.$$") || return 0
    # A full disk takes names, but nothing else.
    rm -f "$_sl_root/.$$"
    rmdir "$_sl_root"
  done 2>/dev/null
  return 1
}

_sl_refuse() {
  printf '@%s refused %s\n' "$_sl_nonce" "$1" >&5
  exit 0
}

_sl_facts() {
  printf 'user %s\n' "$(id -un 2>/dev/null || printf %s "$_sl_user")"
  printf 'system %s\n' "$(uname -s -r -m)"
  for _sl_file in "$(command -v dotnet)" "${DOTNET_ROOT-}/dotnet" "${HOME-}/.dotnet/dotnet" /usr/share/dotnet/dotnet \
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

# A job that leaves takes an empty root with it, in the middle of this perhaps.
for _sl_try in 1 2 3; do
  _sl_find_root "$_sl_base" "${XDG_RUNTIME_DIR-}" "${HOME-}/.cache" /var/tmp /tmp ||
    _sl_refuse "no folder can be written: neither ${_sl_base:+$_sl_base, }\$XDG_RUNTIME_DIR, ~/.cache, /var/tmp nor /tmp"
  _sl_folder=$(mktemp -d "$_sl_root/$_sl_job.XXXXXX") && break
done
[ -n "$_sl_folder" ] || _sl_refuse "no folder can be made in $_sl_root"
_sl_instead=
[ "$_sl_in" = "$_sl_base" ] || [ -z "$_sl_base" ] || _sl_instead=$(_sl_why_not)
mkdir "$_sl_folder/marks" "$_sl_folder/files" "$_sl_folder/ends" && printf '%s\n' "$_sl_supervise" >"$_sl_folder/supervise.sh" &&
  : >"$_sl_folder/marks/keeper.mark" && exec 8<"$_sl_folder/marks/keeper.mark" ||
  _sl_refuse "$_sl_folder cannot be written"

# Makes stream-sync in the folder $1; fails when it cannot be executed there.
_sl_place() {
  mkdir -p "$1" && printf '%s\n' "$_sl_stream_sync" >"$1/stream-sync" && chmod 700 "$1/stream-sync" || return
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

_sl_reset=
! env --default-signal=INT,QUIT,PIPE true 2>/dev/null || _sl_reset='env --default-signal=INT,QUIT,PIPE'

printf '@%s begin %s\n' "$_sl_nonce" "$$"
printf '@%s begin %s\n' "$_sl_nonce" "$$" >&2
_sl_facts
printf 'folder %s\ntools %s\nreset %s\ninstead %s\n' "$_sl_folder" "$_sl_tools" "$_sl_reset" "$_sl_instead"
printf '@%s ready\n' "$_sl_nonce"

_sl_answer() {
  _sl_reply=$(eval "$(printf %b "$2")" 2>&1)
  printf '%s@%s reply %s %s\n' "$_sl_reply" "$_sl_nonce" "$1" "$?"
}

# Runs what was registered for the end, last registered first: "done COMMAND" or "failed STATUS COMMAND: last words".
_sl_undo() {
  for _sl_file in $(ls -r "$_sl_folder/ends"); do
    IFS= read -r _sl_label <"$_sl_folder/ends/$_sl_file"
    _sl_label=${_sl_label#'# '}
    if _sl_said=$(cd / && timeout "$_sl_undoing" "$_sl_shell" "$_sl_folder/ends/$_sl_file" 2>&1 </dev/null 7<&-); then
      printf 'done %s\n' "$_sl_label"
    else
      printf 'failed %s %s: %s\n' "$?" "$_sl_label" "$(printf '%s\n' "$_sl_said" | tail -n 1 | cut -c 1-200)"
    fi
  done
}

_sl_close() {
  # Or this shell would look like one of the supervisors below.
  exec 8<&-
  _sl_sweep "$_sl_folder/marks/" TERM "$_sl_grace"
  # Supervisors whose outputs nobody reads any more.
  for _sl_p in $(ls -ld /proc/[0-9]*/fd/8 2>/dev/null | grep "/fd/8 -> $_sl_folder/marks/" | sed -n 's|^[^>]*/proc/\([0-9]*\)/.*|\1|p'); do
    [ "$_sl_p" = $$ ] || kill -KILL "$_sl_p" 2>/dev/null
  done
  _sl_undo
  cd /
  rm -rf -- "$_sl_folder" || printf 'left %s\n' "$_sl_folder"
  [ -z "$_sl_tools" ] || rm -rf -- "$_sl_tools"
  _sl_release
  # What was shipped stays in there.
  rmdir -- "${_sl_folder%/*}" "${_sl_cache%/*}" "${_sl_tools%/*}" 2>/dev/null || :
}

while _sl_word=$(timeout "$_sl_limit" "$_sl_shell" -c 'IFS= read -r word && printf "%s\n" "$word"' 7<&-); do
  case $_sl_word in
    beat) printf '@%s beat\n' "$_sl_nonce" ;;
    'do '*)
      _sl_word=${_sl_word#do }
      # In the background, so that a request that takes long does not look like silence.
      _sl_answer "${_sl_word%% *}" "${_sl_word#* }" 7<&- 8<&- & ;;
    'hold '*)
      # Here, not in the background: the lock is to be this shell's.
      _sl_word=${_sl_word#hold }
      case ${_sl_word#* } in release) _sl_release ;; *) _sl_hold "${_sl_word#* }" ;; esac
      printf '@%s reply %s 0\n' "$_sl_nonce" "${_sl_word%% *}" ;;
    end)
      _sl_report=$(_sl_close 2>&1)
      printf '%s@%s end\n' "$_sl_report" "$_sl_nonce"
      exit 0 ;;
  esac
done 2>/dev/null
# In the background: where the connection hangs, this would too.
printf '@%s silent\n' "$_sl_nonce" 7<&- 8<&- 2>/dev/null &
_sl_says=$!
exec >/dev/null 2>&1 5>&- 6>&-
_sl_close
kill -KILL "$_sl_says"
