# Carries the lines of connections between FIFOs on this host and the controller, for as long as the controller listens. Needs
# the variables _sl_nonce, _sl_mark, and _sl_door, the folder to make.
#
# A client makes a folder NAME in it with the FIFOs `in` and `out`, writes "open NAME" to the FIFO `door`, and opens `in` and
# then `out`. The controller hears of it and of each line, and says what to do: "open NAME", "to NAME
# BYTES", "drop NAME", and "refuse NAME" for one that was not heard of yet.

umask 077

_sl_refuse() {
  printf '@%s refused %s\n' "$_sl_nonce" "$1"
  exit 0
}

printf 'relaying\n' >"$_sl_mark" && exec 9<"$_sl_mark" || _sl_refuse "cannot write $_sl_mark"
_sl_words=$(mkdir "$_sl_door" && mkfifo "$_sl_door/door" 2>&1) && cd "$_sl_door" || _sl_refuse "no FIFO can be made in $_sl_door: $_sl_words"
# Open for both here, so that neither side ever waits for the other; what reads it sees our end.
exec 3<&0 </dev/null 2>/dev/null 7<>door
trap '' PIPE

# The only one that writes to the controller. All that comes through the door is short enough to come in one piece; longer
# lines lie in files.
_sl_carry() {
  exec <door 3<&- 7<&-
  printf '@%s begin\n' "$_sl_nonce"
  while IFS= read -r _sl_word; do
    case $_sl_word in
      'line '*)
        _sl_word=${_sl_word#line }
        printf '%s\n@%s line %s\n' "${_sl_word#* }" "$_sl_nonce" "${_sl_word%% *}" ;;
      'file '*)
        _sl_word=${_sl_word#file }
        cat "$_sl_word"
        rm -f "$_sl_word"
        printf '@%s line %s\n' "$_sl_nonce" "${_sl_word%%/*}" ;;
      *) printf '@%s %s\n' "$_sl_nonce" "$_sl_word" ;;
    esac
  done
}

# The lines of client $1, and its end.
_sl_take() {
  exec 3<&- 6<&- 7<&-
  exec <"$1/in"
  _sl_n=0
  while IFS= read -r _sl_text; do
    if [ ${#_sl_text} -le 1000 ]; then
      printf 'line %s %s\n' "$1" "$_sl_text" >door
    else
      _sl_n=$((_sl_n + 1))
      printf '%s\n' "$_sl_text" >"$1/line$_sl_n"
      printf 'file %s/line%s\n' "$1" "$_sl_n" >door
    fi
  done
  printf 'gone %s\n' "$1" >door
}

# Bytes for client $1. Each piece is told when it has been taken, and only then comes the next, so that a client that does
# not read holds up nobody else.
_sl_give() {
  exec 3<&- 6<&- 7<&-
  exec >"$1/out"
  while IFS= read -r _sl_text; do
    printf %b "$_sl_text"
    printf 'sent %s\n' "$1" >door
  done
}

_sl_stop() {
  eval "_sl_pids=\${_sl_of_$1-}; unset _sl_of_$1"
  [ -z "$_sl_pids" ] || { kill -KILL $_sl_pids; wait $_sl_pids; }
}

_sl_drop() {
  _sl_stop "$1"
  rm -rf "./$1"
}

_sl_carry &
_sl_carries=$!
exec >/dev/null
while IFS= read -r _sl_word <&3; do
  _sl_verb=${_sl_word%% *} _sl_word=${_sl_word#* }
  case $_sl_verb in
    to) printf '%s\n' "${_sl_word#* }" 1<>"${_sl_word%% *}/down" ;;
    open)
      # Opened here: what is written to it while nobody has it open is lost.
      mkfifo "$_sl_word/down" && command exec 6<>"$_sl_word/down" || continue
      _sl_give "$_sl_word" <&6 &
      eval "_sl_of_$_sl_word=$!"
      exec 6<&-
      _sl_take "$_sl_word" &
      eval "_sl_of_$_sl_word=\"\$_sl_of_$_sl_word $!\"" ;;
    drop) _sl_drop "$_sl_word" ;;
    refuse)
      _sl_stop "$_sl_word"
      # The client may be about to open them: it is to see the end, not to wait for somebody.
      { : <"$_sl_word/in" >"$_sl_word/out"; rm -rf "./$_sl_word"; } 3<&- 7<&- &
      eval "_sl_of_$_sl_word=$!" ;;
  esac
done
kill -KILL "$_sl_carries"
for _sl_name in *; do
  case $_sl_name in *[!A-Za-z0-9]*) ;; *) _sl_drop "$_sl_name" ;; esac
done
cd /
rm -rf "$_sl_door"
