# Takes away the way to the server, unless $PARAM_BLOCK says no. The cleanup of the step gives it back in every ending.
[ "$PARAM_BLOCK" != no ] || { echo "the link stays as it is"; exit 0; }
exec ip route add unreachable "$STREAM_SERVER_ADDRESS"
