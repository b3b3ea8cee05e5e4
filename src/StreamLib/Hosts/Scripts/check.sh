# Says what is on this host besides this job: "shell PATH", "cache KIB", "by MODE USER JOB TEXT" for each job that holds it, "left JOB
# FOLDER" for each that has ended and left its folder, with "process PID COMMAND" and "undo LINE" after it; with _sl_clean it removes that and
# says so, as a keeper would have: "found", "forced", "denied", "done", "failed", and "removed FOLDER" or "stays FOLDER". "elsewhere JOB FOLDER" is one that cannot be judged from here.
# Asked of the keeper, whose variables and functions it uses.

# The roots that jobs of this user work in, each once, one a line.
_sl_roots() {
  for _sl_in in "$_sl_base" "${XDG_RUNTIME_DIR-}" "${HOME-}/.cache" /var/tmp /tmp /dev/shm; do
    case $_sl_in in /*) ;; *) continue ;; esac
    for _sl_try in "$_sl_in/streamlib" "$_sl_in/streamlib-$_sl_user"; do
      [ -d "$_sl_try" ] && [ ! -L "$_sl_try" ] && [ -O "$_sl_try" ] || continue
      _sl_try=$(cd -- "$_sl_try" && pwd -P) || continue
      case $_sl_try in *[!A-Za-z0-9/._@%=,:+-]*) ;; *) printf '%s\n' "$_sl_try" ;; esac
    done
  done | sort -u
}

# Leaves in _sl_state whether the job of the folder $1 lives or has ended; or elsewhere, when that cannot be seen.
_sl_judge() {
  _sl_state=lives
  [ -z "$(_sl_holders_of "$1/" 8)" ] || return 0
  _sl_word= _sl_its_boot= _sl_its_node= _sl_its_space=
  read -r _sl_word _sl_its_boot _sl_its_node _sl_its_space 2>/dev/null <"$1/marks/keeper.mark"
  if [ "$_sl_its_boot $_sl_its_node $_sl_its_space" = "$_sl_where" ]; then
    _sl_state=ended
  elif [ -n "$_sl_its_boot" ] && [ "$_sl_its_node" = "$_sl_node" ] && [ "$_sl_its_boot" != "$_sl_boot_id" ]; then
    _sl_state=ended
  else
    _sl_state=elsewhere
  fi
}

# Leaves the folders of ended jobs in _sl_ended, the ids of all other jobs in _sl_others.
_sl_sort() {
  _sl_ended= _sl_others=' '
  for _sl_root in $(_sl_roots); do
    for _sl_try in "$_sl_root"/*.*; do
      [ -d "$_sl_try/marks" ] && [ ! -L "$_sl_try" ] && [ -O "$_sl_try" ] && [ "$_sl_try" != "$_sl_folder" ] || continue
      _sl_judge "$_sl_try"
      _sl_word=${_sl_try##*/}
      case $_sl_state in
        ended) _sl_ended="$_sl_ended $_sl_try" ;;
        *) _sl_others="$_sl_others${_sl_word%.*} " ;;
      esac
      [ "$_sl_state" != elsewhere ] || printf 'elsewhere %s %s\n' "${_sl_word%.*}" "$_sl_try"
    done
  done
}

_sl_show() {
  for _sl_p in $(_sl_members "$1/marks/"); do
    printf 'process %s %s\n' "$_sl_p" "$(tr '\000\n' '  ' 2>/dev/null <"/proc/$_sl_p/cmdline" | cut -c 1-200)"
  done
  for _sl_file in "$1/ends/"*; do
    [ -f "$_sl_file" ] && IFS= read -r _sl_label <"$_sl_file" && printf 'undo %s\n' "${_sl_label#'# '}"
  done
}

_sl_remove() {
  _sl_sweep "$1/marks/" TERM 2
  (_sl_folder=$1; _sl_undo)
  rm -rf -- "$1" 2>/dev/null
  if [ -e "$1" ]; then printf 'stays %s\n' "$1"; else printf 'removed %s\n' "$1"; fi
}

# What is executed of a job may lie apart from it.
_sl_tools_of_ended() {
  for _sl_root in $(_sl_roots); do
    for _sl_try in "$_sl_root"/*.*; do
      [ -f "$_sl_try/stream-sync" ] && [ ! -d "$_sl_try/marks" ] && [ ! -L "$_sl_try" ] && [ -O "$_sl_try" ] && [ "$_sl_try" != "$_sl_tools" ] || continue
      _sl_word=${_sl_try##*/}
      case "$_sl_others$_sl_job " in *" ${_sl_word%.*} "*) continue ;; esac
      # One that a job is about to use.
      [ -n "$(find "$_sl_try" -maxdepth 0 -mmin +1 2>/dev/null)" ] && printf '%s\n' "$_sl_try"
    done
  done
}

_sl_check_host() {
  printf 'shell %s\n' "$(readlink -f /bin/sh 2>/dev/null)"
  _sl_sum=0
  for _sl_root in $(_sl_roots); do
    [ ! -d "$_sl_root/cache" ] || { set -- $(du -sk "$_sl_root/cache" 2>/dev/null); _sl_sum=$((_sl_sum + ${1:-0})); }
  done
  printf 'cache %s\n' "$_sl_sum"
  if _sl_find_lock; then
    for _sl_file in "$_sl_lock".*; do
      _sl_p=${_sl_file##*.}
      case $_sl_p in '' | *[!0-9]* | $$) continue ;; esac
      [ -f "$_sl_file" ] && [ ! -L "$_sl_file" ] && IFS=' ' read -r _sl_when _sl_text 2>/dev/null <"$_sl_file" || continue
      [ "$(_sl_start_of "$_sl_p")" != "$_sl_when" ] || printf 'by %s\n' "$_sl_text"
    done
  fi
  _sl_here
  _sl_gone=$(_sl_sort; printf '%s\n' "$_sl_ended")
  # One that is just beginning looks like that for a moment.
  case $_sl_gone in *' /'*) sleep 1 ;; esac
  _sl_sort
  for _sl_one in $_sl_ended; do
    _sl_word=${_sl_one##*/}
    printf 'left %s %s\n' "${_sl_word%.*}" "$_sl_one"
    _sl_show "$_sl_one"
    [ -z "$_sl_clean" ] || _sl_remove "$_sl_one"
  done
  for _sl_one in $(_sl_tools_of_ended); do
    _sl_word=${_sl_one##*/}
    printf 'left %s %s\n' "${_sl_word%.*}" "$_sl_one"
    [ -z "$_sl_clean" ] || { rm -rf -- "$_sl_one"; printf 'removed %s\n' "$_sl_one"; }
  done
  return 0
}
_sl_check_host
