# Notes which network interface the inventory gives this host, $PARAM_NIC, and how large its packets are.
mtu=$(cat "/sys/class/net/$PARAM_NIC/mtu") || exit
echo "{\"type\":\"note\",\"text\":\"$PARAM_NIC, MTU $mtu\"}" >> "$STREAMLIB_OUTPUT/events.jsonl"
