# The cache of what was shipped, private to its user. An entry is the folder HASH, or HASH.2 … where one before it was damaged
# while a job used it. It holds: files; manifest, what the controller says of them; seal, how they looked when they were
# complete; label and size (KiB); used, touched with each use; uses, a file for each job that uses it.
# Needs process.sh, and the variables that the controller sets: _sl_cache, _sl_folder, _sl_hash, _sl_label, _sl_limit (KiB).

_sl_boot="$(cat /proc/sys/kernel/random/boot_id) $(readlink /proc/self/ns/pid)"

# Whether the process "$@" (boot, process space, number, start) runs: 2 when that cannot be seen from here.
_sl_lives() {
  [ "$1 $2" = "$_sl_boot" ] || return 2
  [ "$(_sl_start_of "$3")" = "$4" ]
}

# A link is made at once or not at all, and says who made it. Whoever keeps it for a minute has lost it.
_sl_lock() {
  _sl_me="$_sl_boot $$ $(_sl_start_of $$)"
  _sl_n=0
  until ln -s "$_sl_me" "$_sl_cache/lock" 2>/dev/null; do
    _sl_n=$((_sl_n + 1))
    _sl_holder=$(readlink "$_sl_cache/lock")
    _sl_lives $_sl_holder
    if [ $? = 1 ] || [ "$_sl_n" -gt 600 ]; then
      [ -L "$_sl_cache/lock" ] || return
      mv "$_sl_cache/lock" "$_sl_cache/lock.$$" 2>/dev/null
      rm -f "$_sl_cache/lock.$$"
    else
      sleep 0.1 2>/dev/null || { sleep 1; _sl_n=$((_sl_n + 9)); }
    fi
  done
}

_sl_unlock() {
  [ "$(readlink "$_sl_cache/lock")" != "$_sl_me" ] || rm -f "$_sl_cache/lock"
}

# Prints how the files of the entry $1 look: who writes to one, or puts another in its place, cannot help changing that.
_sl_look_of() {
  (
    TZ=UTC0
    export TZ
    cd "$1/files" && { find . -type d -exec stat -c '%f %u %n' {} + && find . ! -type d -exec stat -c '%f %u %s %i %y %z %n' {} +; } | sort
  ) 2>/dev/null
}

# Prints one digest of what the files of the entry $1 hold.
_sl_contents_of() {
  (cd "$1/files" && find . -type f -exec sha256sum {} + | sed -n 's/^\\\{0,1\}\([0-9a-f]\{64\}\) .*/\1/p' | sort | sha256sum | cut -c 1-64)
}

# Whether the entry $1 is what it was when it was complete; with $2, its files are read.
_sl_sound() {
  [ -f "$1/seal" ] && [ -O "$1/files" ] && [ "$(_sl_look_of "$1")" = "$(cat "$1/seal")" ] &&
    { [ -z "$2" ] || [ "$(_sl_contents_of "$1")" = "$2" ]; }
}

_sl_pin() {
  mkdir -p "$1/uses" && cp "$_sl_folder/pin" "$1/uses/${_sl_folder##*/}" && : >"$1/used"
}

# Whether a job uses the entry $1. One on another machine that shares this folder, or of before a boot, counts for a day.
_sl_in_use() {
  for _sl_pinned in "$1"/uses/*; do
    [ -f "$_sl_pinned" ] || continue
    read -r _sl_user_of <"$_sl_pinned"
    _sl_lives $_sl_user_of
    case $? in
      0) return 0 ;;
      2) [ -n "$(find "$_sl_pinned" -mtime +0)" ] || return 0 ;;
    esac
    rm -f "$_sl_pinned"
  done
  return 1
}

_sl_erase() {
  rm -rf -- "$1" 2>/dev/null || { chmod -R u+rwx "$1"; rm -rf -- "$1"; }
}

# Removes what was not used for longest, and what was never completed, until the rest is not too large.
_sl_trim() {
  _sl_sum=0 _sl_busy=' '
  for _sl_file in "$_sl_cache"/*/; do
    _sl_file=${_sl_file%/}
    if [ ! -f "$_sl_file/used" ]; then
      _sl_erase "$_sl_file"
    elif _sl_in_use "$_sl_file"; then
      _sl_busy="$_sl_busy$_sl_file "
      [ ! -f "$_sl_file/size" ] || { read -r _sl_size <"$_sl_file/size" && _sl_sum=$((_sl_sum + _sl_size)); }
    fi
  done
  for _sl_file in $(ls -t "$_sl_cache"/*/used 2>/dev/null); do
    _sl_file=${_sl_file%/used}
    case $_sl_busy in *" $_sl_file "*) continue ;; esac
    _sl_size=0
    [ ! -f "$_sl_file/size" ] || read -r _sl_size <"$_sl_file/size"
    _sl_sum=$((_sl_sum + _sl_size))
    [ -f "$_sl_file/seal" ] && [ "$_sl_sum" -le "$_sl_limit" ] && continue
    _sl_erase "$_sl_file"
    _sl_sum=$((_sl_sum - _sl_size))
  done
}
