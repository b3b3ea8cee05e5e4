# Says what .NET finds here: "machine NAME", "libc KIND VERSION", "framework NAME VERSION" for each that _sl_dotnet has, "icu".

printf 'machine %s\n' "$(uname -m)"
_sl_libc=$(getconf GNU_LIBC_VERSION 2>/dev/null)
for _sl_file in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.* /lib/*/ld-linux-*.so.*; do
  [ -z "$_sl_libc" ] && [ -x "$_sl_file" ] && _sl_libc=$("$_sl_file" --version 2>/dev/null | sed -n '1s/.* \([0-9.]*[0-9]\)\.*$/glibc \1/p')
done
for _sl_file in /lib/ld-musl-*.so.1; do
  [ -z "$_sl_libc" ] && [ -x "$_sl_file" ] && _sl_libc="musl $("$_sl_file" 2>&1 | sed -n 's/^Version //p')"
done
printf 'libc %s\n' "$_sl_libc"
if [ -n "$_sl_dotnet" ]; then
  _sl_dotnet=$(readlink -f "$_sl_dotnet")
  _sl_dotnet=${_sl_dotnet%/*}/shared
  [ -d "$_sl_dotnet" ] || printf 'unknown\n'
  for _sl_file in "$_sl_dotnet"/*/*/; do
    _sl_file=${_sl_file%/}
    [ -d "$_sl_file" ] || continue
    _sl_word=${_sl_file%/*}
    printf 'framework %s %s\n' "${_sl_word##*/}" "${_sl_file##*/}"
  done
fi
for _sl_file in /usr/lib/libicuuc.so.* /usr/lib64/libicuuc.so.* /usr/lib/*/libicuuc.so.*; do
  [ ! -e "$_sl_file" ] || { printf 'icu\n'; break; }
done
