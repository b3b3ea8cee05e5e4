# Measures the throughput to the server for $PARAM_SECONDS seconds and records it in Mbit/s. $PARAM_TOOL chooses as in netserver.sh.
has() { command -v "$1" >/dev/null 2>&1; }

tool=${PARAM_TOOL:-auto}
if [ "$tool" = auto ]; then
    if has netserver; then tool=netperf; elif has iperf3; then tool=iperf3; else tool=meter; fi
fi
address=$STREAM_SERVER_ADDRESS
port=$STREAM_SERVER_PORT
seconds=${PARAM_SECONDS:-10}
log=$STREAMLIB_OUTPUT/$tool.txt
echo "$tool to $address, port $port, for $seconds s"

case $tool in
    netperf)
        netperf -P 0 -f m -H "$address" -p "$port" -l "$seconds" $PARAM_OPTIONS > "$log" || { status=$?; cat "$log" >&2; exit $status; }
        throughput=$(awk '{ value = $NF } END { print value }' "$log") ;;
    iperf3)
        # It serves one client at a time and tells the others that it is busy.
        until iperf3 --format m --client "$address" --port "$port" --time "$seconds" $PARAM_OPTIONS > "$log" 2>&1; do
            grep -q 'server is busy' "$log" || { cat "$log" >&2; exit 1; }
            sleep 0.2
        done
        throughput=$(awk '/receiver/ { print $7 }' "$log") ;;
    meter)
        throughput=$(perl -e '
            use IO::Socket::INET;
            use Time::HiRes "time";
            my ($address, $port, $seconds) = @ARGV;
            my $server = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port) or die "cannot connect to $address, port $port: $!\n";
            my ($buffer, $start) = ("x" x 131072, time);
            while (time - $start < $seconds) { syswrite $server, $buffer or die "cannot send: $!\n" }
            shutdown $server, 1;
            printf "%.2f", <$server> * 8 / 1e6 / (time - $start);' "$address" "$port" "$seconds") || exit ;;
    *) echo "there is no tool $tool: choose auto, netperf, iperf3 or meter" >&2; exit 2 ;;
esac

echo "throughput: $throughput Mbit/s"
echo "{\"type\":\"metric\",\"name\":\"throughput\",\"value\":$throughput,\"unit\":\"Mbit/s\"}" >> "$STREAMLIB_OUTPUT/events.jsonl"
