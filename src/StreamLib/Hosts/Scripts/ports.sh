# Sockets of this host, as the kernel lists them: nothing is connected to. Ports come as four hexadecimal digits.

# Whether something listens on port $1.
_sl_listens() {
  grep -qE "^ *[0-9]+: [0-9A-F]+:$1 [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# Prints who listens on TCP port $1, or who has UDP port $1 when $2 is udp: "process PID COMMAND" or, when that cannot be
# seen, "user UID".
_sl_listener() {
  cat "/proc/net/${2:-tcp}" "/proc/net/${2:-tcp}6" 2>/dev/null |
    sed -nE "s/^ *[0-9]+: [0-9A-F]+:$1 [0-9A-F]+:0000 0[A7] [^ ]+ [^ ]+ [^ ]+ +([0-9]+) +[0-9]+ ([0-9]+) .*/\\1 \\2/p" |
    while read -r _sl_uid _sl_inode; do
      _sl_p=$(ls -l /proc/[0-9]*/fd/ 2>/dev/null | sed -n "/^\\/proc\\//h;/socket:\\[$_sl_inode\\]/{x;p;q;}" | sed 's|^/proc/\([0-9]*\)/.*|\1|')
      if [ -n "$_sl_p" ]; then
        printf 'process %s %s\n' "$_sl_p" "$(tr '\000\n' '  ' 2>/dev/null <"/proc/$_sl_p/cmdline" | cut -c 1-200)"
      else
        printf 'user %s\n' "$_sl_uid"
      fi
    done
}

# Prints the ports that the processes "$@" listen on: "tcp ADDRESS:PORT", "tcp6 …", "udp …" and "udp6 …", with the digits of
# the kernel.
_sl_ports_of() {
  _sl_inodes=$(for _sl_p; do ls -l "/proc/$_sl_p/fd" 2>/dev/null; done | sed -n 's/.*socket:\[\([0-9]*\)\].*/|\1/p' | tr -d '\n')
  [ -n "$_sl_inodes" ] || return 0
  # The queues, the timer, the retransmissions, the user and the timeout stand before the inode.
  _sl_between='[^ ]+ [^ ]+ [^ ]+ +[0-9]+ +[0-9]+'
  for _sl_kind in tcp tcp6 udp udp6; do
    sed -nE "s/^ *[0-9]+: ([0-9A-F]+:[0-9A-F]+) [0-9A-F]+:0000 0[A7] $_sl_between (${_sl_inodes#|}) .*/$_sl_kind \\1/p" \
      "/proc/net/$_sl_kind" 2>/dev/null
  done
}

# Prints two ports that nothing uses and that the kernel does not give to outgoing connections. "$@" are random numbers.
_sl_pick() {
  # Not read: this file gives itself only to who takes all of it at once.
  _sl_range=$(cat /proc/sys/net/ipv4/ip_local_port_range 2>/dev/null)
  _sl_low=${_sl_range%%[!0-9]*} _sl_high=${_sl_range##*[!0-9]}
  : "${_sl_low:=32768}" "${_sl_high:=60999}"
  if [ "$_sl_low" -gt 12000 ]; then
    _sl_first=10000 _sl_span=$((_sl_low - 10000))
  elif [ "$_sl_high" -lt 63000 ]; then
    _sl_first=$((_sl_high + 1)) _sl_span=$((65535 - _sl_high))
  else
    _sl_first=1024 _sl_span=64512
  fi
  _sl_free=
  for _sl_random; do
    _sl_port=$((_sl_first + _sl_random % _sl_span))
    grep -qE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$_sl_port") " /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2>/dev/null && continue
    printf '%s\n' "$_sl_port"
    [ -z "$_sl_free" ] || return 0
    _sl_free=$_sl_port
  done
}
