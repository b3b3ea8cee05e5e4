# Who works on this host. Every job holds a lock on it, seen by all users: mostly a shared one; a job that wants the host for
# itself, an exclusive one. The lock is this shell's, on descriptor 7, and goes with it however it ends. A file beside the lock
# tells the others whose it is; it counts as long as the process lives that it is named after.
# Needs process.sh, and the variables _sl_user, _sl_job and _sl_from, a line of text about the controller.

# Leaves in _sl_lock the path of the lock, for all users the same. The networks of a machine are hosts of their own.
_sl_find_lock() {
  for _sl_in in /run/lock /var/lock /tmp; do
    case $(ls -ld "$_sl_in/." 2>/dev/null) in drwxrwxrwt*) ;; *) continue ;; esac
    _sl_lock=$_sl_in/streamlib-$(uname -n | tr -dc 'A-Za-z0-9.-')-$(readlink /proc/self/ns/net | tr -dc 0-9)
    return 0
  done
  return 1
}

# Opens the lock, which is made when it is not there.
_sl_open() {
  [ -e "$_sl_lock" ] || (umask 022; set -C; : >"$_sl_lock") 2>/dev/null
  [ -f "$_sl_lock" ] && [ ! -L "$_sl_lock" ] && [ -r "$_sl_lock" ] && command exec 7<"$_sl_lock"
}

# Takes the lock, $1: exclusive or shared. Says "held", "taken" or "unable WHY", and then who else holds it: "by MODE USER JOB TEXT".
_sl_hold() {
  _sl_find_lock || { printf 'unable neither /run/lock, /var/lock nor /tmp is there for all users to write\n'; return; }
  command -v flock >/dev/null 2>&1 || { printf 'unable it has no flock (util-linux or busybox)\n'; return; }
  case $1 in exclusive) _sl_way=-x ;; *) _sl_way=-s ;; esac
  _sl_info=$_sl_lock.$_sl_user.$$
  _sl_open || { printf 'unable %s cannot be read\n' "$_sl_lock"; return; }
  # Whoever left last may have removed it meanwhile.
  while _sl_got=; flock -n "$_sl_way" 7 2>/dev/null && _sl_got=1 && [ ! "/proc/$$/fd/7" -ef "$_sl_lock" ]; do _sl_open || break; done
  if [ -n "$_sl_got" ]; then
    (umask 022; printf '%s %s %s %s %s\n' "$(_sl_start_of $$)" "$1" "$(id -un 2>/dev/null || printf %s "$_sl_user")" "$_sl_job" "$_sl_from since $(date -u '+%Y-%m-%d %H:%M') UTC" >"$_sl_info") 2>/dev/null
    printf 'held\n'
  else
    exec 7<&-
    printf 'taken\n'
  fi
  for _sl_file in "$_sl_lock".*; do
    _sl_p=${_sl_file##*.}
    case $_sl_p in '' | *[!0-9]* | $$) continue ;; esac
    [ -f "$_sl_file" ] && [ ! -L "$_sl_file" ] && IFS=' ' read -r _sl_when _sl_text 2>/dev/null <"$_sl_file" || continue
    if [ "$(_sl_start_of "$_sl_p")" = "$_sl_when" ]; then printf 'by %s\n' "$_sl_text"; else rm -f "$_sl_file" 2>/dev/null; fi
  done
}

_sl_release() {
  [ -n "${_sl_info-}" ] || return 0
  rm -f "$_sl_info"
  ! flock -n -x 7 2>/dev/null || rm -f "$_sl_lock" 2>/dev/null
  exec 7<&-
}
