# Takes an archive into the cache: beside the others, or into an earlier one of which a part is the same (_sl_from, with
# _sl_remove, a function that removes the rest). What is complete there was never anything else: it is made under another name first.
# Goes after cache.sh, whose variables it needs, and _sl_contents; and _sl_asks, set where the controller tries the way first.

_sl_move() {
  umask 077
  _sl_lock
  _sl_new=$(mktemp -d "$_sl_cache/new.XXXXXX") && _sl_pin "$_sl_new"
  _sl_moved=$?
  _sl_unlock
  [ "$_sl_moved" = 0 ] || return "$_sl_moved"
  _sl_take 6>&1 && { _sl_lock; _sl_keep; _sl_moved=$?; _sl_unlock; :; } || _sl_moved=1
  _sl_erase "$_sl_new"
  return "$_sl_moved"
}

# Asked, it takes a MiB for a trial; then the controller knows how fast the way is, and says how all comes.
_sl_unpack() {
  _sl_word=plain
  if [ -n "$_sl_asks" ]; then
    printf 'go\n' >&6
    dd bs=65536 count=16 iflag=fullblock of=/dev/null 2>/dev/null
    printf 'got\n' >&6
    IFS= read -r _sl_word || return
  fi
  if [ "$_sl_word" = gzip ]; then gzip -dc | tar -xopf - -C "$_sl_new"; else tar -xopf - -C "$_sl_new"; fi
}

_sl_take() {
  mkdir "$_sl_new/files" && { [ -z "$_sl_from" ] || { cp -a "$_sl_from/files/." "$_sl_new/files" && _sl_remove "$_sl_new/files"; }; } &&
    _sl_unpack && rm "$_sl_new/.streamlib-last" &&
    du -sk "$_sl_new" | cut -f 1 >"$_sl_new/size" && printf '%s\n' "$_sl_label" >"$_sl_new/label" && _sl_look_of "$_sl_new" >"$_sl_new/seal"
}

# Two jobs may ship the same at once: the first wins.
_sl_keep() {
  for _sl_word in '' .2 .3 .4 .5 .6 .7 .8 .9; do
    _sl_entry=$_sl_cache/$_sl_hash$_sl_word
    if [ -d "$_sl_entry" ]; then
      if _sl_sound "$_sl_entry" "$_sl_contents"; then
        _sl_pin "$_sl_entry" || return
        break
      fi
      ! _sl_in_use "$_sl_entry" || continue
      _sl_erase "$_sl_entry"
    fi
    mv "$_sl_new" "$_sl_entry" || return
    break
  done
  printf 'entry %s\n' "$_sl_entry"
  _sl_trim
}
