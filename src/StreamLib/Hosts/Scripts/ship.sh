# Takes an archive into the cache _sl_cache under the name _sl_hash. What is complete there was never anything else: it is
# unpacked under another name first. Two jobs may ship the same at once; the first to rename wins.
_sl_move() {
  mkdir -p "$_sl_cache" && _sl_new=$(mktemp -d "$_sl_cache/new.XXXXXX") || return
  mkdir "$_sl_new/files" && tar -xopf - -C "$_sl_new/files" && rm "$_sl_new/files/.streamlib-last" && : >"$_sl_new/complete" &&
    if [ ! -f "$_sl_cache/$_sl_hash/complete" ]; then
      [ ! -d "$_sl_cache/$_sl_hash" ] || rm -rf "$_sl_cache/$_sl_hash"
      mv "$_sl_new" "$_sl_cache/$_sl_hash"
    fi
  _sl_moved=$?
  rm -rf "$_sl_new" "$_sl_cache/$_sl_hash/${_sl_new##*/}"
  return "$_sl_moved"
}
