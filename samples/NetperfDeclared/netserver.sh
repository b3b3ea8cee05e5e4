# Runs the server of a network benchmark on $PORT: netperf, iperf3, or a small meter in perl. $PARAM_TOOL chooses; auto takes the first there is.
has() { command -v "$1" >/dev/null 2>&1; }

tool=${PARAM_TOOL:-auto}
if [ "$tool" = auto ]; then
    if has netserver; then tool=netperf; elif has iperf3; then tool=iperf3; else tool=meter; fi
fi
echo "{\"type\":\"note\",\"text\":\"tool: $tool\"}" >> "$STREAMLIB_OUTPUT/events.jsonl"

case $tool in
    netperf) exec netserver -D -p "$PORT" ;;
    iperf3) exec iperf3 --server --port "$PORT" ;;
    meter) exec perl -e '
        use IO::Socket::INET;
        my $server = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die "cannot listen on port $ARGV[0]: $!\n";
        $SIG{CHLD} = "IGNORE";
        while (1) {
            my $client = $server->accept or next;
            next if fork;
            my $total = 0;
            while (my $count = sysread $client, my $buffer, 131072) { $total += $count }
            syswrite $client, "$total\n";
            exit;
        }' "$PORT" ;;
    *) echo "there is no tool $tool: choose auto, netperf, iperf3 or meter" >&2; exit 2 ;;
esac
