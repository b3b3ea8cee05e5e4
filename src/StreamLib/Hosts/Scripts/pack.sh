# Writes files as archives, one after another: what fits into _sl_bytes bytes and _sl_count entries, and at the end, in the file
# .streamlib-left-out, of what does not: the size, the bound that it does not fit into, bytes or count, and the name. Needs _sl_each, which calls find for them with further words,
# and _sl_all, which packs them all; _sl_shell and _sl_mark; and _sl_asks, set where the controller, having seen the first
# MiB, says how the rest comes.

# For each lot of files: packs those that fit. $1 is the folder for what has to be remembered, $2 and $3 the bounds.
_sl_some='
  left=$1 bytes=$2 count=$3
  shift 3
  read -r sum n <"$left/sum"
  stat -c %s -- "$@" >"$left/sizes" || exit
  exec 4<"$left/sizes"
  for f; do
    shift
    IFS= read -r size <&4 || break
    over=
    [ "$n" -lt "$count" ] || over=count
    [ $((sum + size)) -le "$bytes" ] || over=bytes
    if [ -z "$over" ]; then
      sum=$((sum + size)) n=$((n + 1))
      set -- "$@" "$f"
    else
      printf "%s %s %s\n" "$size" "$over" "$f" >>"$left/.streamlib-left-out"
    fi
  done
  printf "%s %s\n" "$sum" "$n" >"$left/sum"
  exec 4<&-
  [ $# = 0 ] || exec tar -cf - --no-recursion -- "$@"
'

_sl_pack_some() {
  printf '0 0\n' >"$_sl_left/sum"
  _sl_each ! -type d -exec "$_sl_shell" -c "$_sl_some" - "$_sl_left" "$_sl_bytes" "$_sl_count" {} + || return
  cd "$_sl_left" && { head -n 100 .streamlib-left-out && wc -l <.streamlib-left-out; } >names && mv names .streamlib-left-out && tar -cf - .streamlib-left-out
}

# The first MiB as it is; then the controller knows how fast the way is.
_sl_output() {
  dd bs=65536 count=16 iflag=fullblock 2>/dev/null
  IFS= read -r _sl_word <&3
  if [ "$_sl_word" = gzip ]; then gzip -1; else cat; fi
}

_sl_move() {
  _sl_go || return
  _sl_sum=$(_sl_each -type f -exec stat -c %s {} + | { _sl_sum=0; while read -r _sl_n; do _sl_sum=$((_sl_sum + _sl_n)); done; printf %s "$_sl_sum"; })
  _sl_n=$(_sl_each -print | wc -l)
  _sl_left=$_sl_mark.left
  mkdir "$_sl_left" || return
  _sl_pack=_sl_all
  [ "$_sl_sum" -le "$_sl_bytes" ] && [ "$_sl_n" -le "$_sl_count" ] || _sl_pack=_sl_pack_some
  if [ -n "$_sl_asks" ] && [ "$_sl_sum" -gt 1048576 ] && command -v gzip >/dev/null; then
    printf 'asks\n'
    # Zeros behind archives mean nothing: with them there always is a first MiB, whatever was left out or has gone meanwhile.
    { { "$_sl_pack" 3<&-; printf '%s\n' "$?" >"$_sl_left/status"; dd if=/dev/zero bs=65536 count=16 2>/dev/null; } | _sl_output; } 3<&0
    read -r _sl_moved <"$_sl_left/status"
  else
    printf 'plain\n'
    "$_sl_pack"
    _sl_moved=$?
  fi
  rm -rf "$_sl_left"
  return "$_sl_moved"
}
