# Prints when the process $1 started, in the clock of its host: with its number that names it.
_sl_start_of() {
  IFS= read -r _sl_stat 2>/dev/null <"/proc/$1/stat" || return
  set -- ${_sl_stat##*) }
  printf '%s' "${20}"
}
