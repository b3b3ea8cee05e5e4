# Moves files in or out between two marks, through _sl_move, a function that is set before together with _sl_nonce and
# _sl_mark. What it starts holds the mark, so that the end of the job finds it when the other side has gone.

umask 077

_sl_refuse() {
  printf '@%s refused %s\n' "$_sl_nonce" "$1"
  exit 0
}

# An empty file can be made on a full disk, from which things are to come back.
: >"$_sl_mark" && exec 9<"$_sl_mark" || _sl_refuse "cannot write $_sl_mark"
printf '@%s begin\n' "$_sl_nonce" >&2
printf '@%s begin\n' "$_sl_nonce"
_sl_move
_sl_status=$?
rm -f "$_sl_mark"
printf '@%s end\n' "$_sl_nonce" >&2
printf '@%s end %s\n' "$_sl_nonce" "$_sl_status"
