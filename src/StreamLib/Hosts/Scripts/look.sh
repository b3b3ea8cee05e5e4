# Looks for a payload in the cache: "there ENTRY", or "damaged ENTRY", or "base ENTRY" and the manifest of an earlier one. Goes
# before cache.sh; asked of the keeper, whose variables and functions it uses, with _sl_private and _sl_contents as well.

# Leaves the cache in _sl_cache: where programs can be started, if there is such a place.
_sl_find_cache() {
  for _sl_in in "$_sl_base" "${HOME-}/.cache" /var/tmp /tmp; do
    [ -n "$_sl_in" ] || continue
    _sl_root=
    if ! _sl_find_root "$_sl_in"; then
      _sl_strange "$_sl_root"
      continue
    fi
    _sl_try=$_sl_root/cache
    [ -d "$_sl_try" ] || mkdir -m 700 "$_sl_try" 2>/dev/null
    if [ -L "$_sl_try" ] || [ ! -d "$_sl_try" ] || [ ! -O "$_sl_try" ]; then
      _sl_strange "$_sl_try"
      continue
    elif chmod 700 "$_sl_try" && : >"$_sl_try/.$$" && rm "$_sl_try/.$$"; then
      [ -n "$_sl_cache" ] || _sl_cache=$_sl_try
      if _sl_executes "$_sl_try"; then
        _sl_cache=$_sl_try _sl_programs=yes
        return
      fi
    fi
    rmdir "$_sl_try" "$_sl_root" 2>/dev/null
  done
}

_sl_strange() {
  case $1 in */streamlib*) [ ! -e "$1" ] && [ ! -L "$1" ] || printf 'strange %s\n' "$1" ;; esac
}

_sl_executes() {
  printf '#!/bin/sh\n' >"$1/.x$$" && chmod 700 "$1/.x$$" && "$1/.x$$" 2>/dev/null
  _sl_run=$?
  rm -f "$1/.x$$"
  return "$_sl_run"
}

_sl_look() {
  _sl_cache= _sl_programs=
  _sl_find_cache
  # Without a cache that can be trusted, or for what would fill it, it is the job's own and goes with it.
  if [ -z "$_sl_cache" ] || [ -n "$_sl_private" ]; then
    _sl_cache=$_sl_folder/cache _sl_programs=
    mkdir -p "$_sl_cache" || return
    ! _sl_executes "$_sl_cache" || _sl_programs=yes
  else
    mkdir -p "$_sl_cache" || return
  fi
  [ -f "$_sl_folder/pin" ] || printf '%s %s %s\n' "$_sl_boot" $$ "$(_sl_start_of $$)" >"$_sl_folder/pin"
  printf 'cache %s\nprograms %s\n' "$_sl_cache" "$_sl_programs"
  ! command -v gzip >/dev/null || printf 'gzip\n'
  _sl_lock
  _sl_look_inside
  _sl_unlock
}

_sl_look_inside() {
  for _sl_entry in "$_sl_cache/$_sl_hash" "$_sl_cache/$_sl_hash".*; do
    [ -f "$_sl_entry/seal" ] || continue
    _sl_mine=$_sl_entry/uses/${_sl_folder##*/}
    [ ! -f "$_sl_mine" ] || _sl_mine=
    _sl_pin "$_sl_entry" || continue
    if _sl_sound "$_sl_entry" "$_sl_contents"; then
      printf 'there %s\n' "$_sl_entry"
      return
    fi
    printf 'damaged %s\n' "$_sl_entry"
    [ -z "$_sl_mine" ] || rm -f "$_sl_mine"
  done
  # Of that, nobody could say what it holds without reading it.
  [ -z "$_sl_contents" ] || return 0
  for _sl_entry in $(ls -t "$_sl_cache"/*/used 2>/dev/null); do
    _sl_entry=${_sl_entry%/used}
    # Complete or not, that gets another name as soon as who makes it can lock the cache.
    case ${_sl_entry##*/} in new.*) continue ;; esac
    [ -f "$_sl_entry/label" ] && read -r _sl_word <"$_sl_entry/label" && [ "$_sl_word" = "$_sl_label" ] || continue
    if [ "$(wc -c <"$_sl_entry/manifest")" -lt 900000 ] && _sl_sound "$_sl_entry" '' && _sl_pin "$_sl_entry"; then
      printf 'base %s\n' "$_sl_entry"
      cat "$_sl_entry/manifest"
    fi
    return
  done
}
_sl_look
