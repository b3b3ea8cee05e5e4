# Looks at one file of a folder without following or opening what is not a file: the first line is `gone` without the
# folder, `closed` where the folder cannot be entered, and else what is there under the name (none, link, folder, other,
# unreadable, file), whether anything else is in the folder (more, alone), and the size of a file. The content of a file
# of at most $3 bytes follows.
# $1 is the folder, $2 the name.

_sl_report() {
  [ -d "$1" ] || { printf 'gone\n'; return; }
  cd -- "$1" 2>/dev/null && [ -x . ] || { printf 'closed\n'; return; }
  _sl_rest=alone
  [ -z "$(find . ! -name . ! -path "./$2" -prune -print 2>/dev/null | head -n 1)" ] || _sl_rest=more
  _sl_size=0
  if [ -L "$2" ]; then _sl_kind=link
  elif [ -d "$2" ]; then _sl_kind=folder
  elif [ -f "$2" ]; then
    _sl_kind=unreadable
    if [ -r "$2" ] && _sl_size=$(stat -c %s -- "$2" 2>/dev/null); then _sl_kind=file; fi
  elif [ -e "$2" ]; then _sl_kind=other
  else _sl_kind=none
  fi
  printf '%s %s %s\n' "$_sl_kind" "$_sl_rest" "${_sl_size:-0}"
  [ "$_sl_kind" = file ] && [ "$_sl_size" -le "$3" ] || return 0
  head -c "$3" -- "$2"
}
