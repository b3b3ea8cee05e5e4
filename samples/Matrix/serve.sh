# Runs the server of the measurements on $PORT: netserver, or, where there is no netperf, a meter in perl that can do the same three.
# $PARAM_TOOL chooses: auto, netperf or meter; the client is told which it is.
tool=${PARAM_TOOL:-auto}
if [ "$tool" = auto ]; then
    if command -v netserver > /dev/null 2>&1; then tool=netperf; else tool=meter; fi
fi
stream-sync set tool "$tool" || exit
echo "{\"type\":\"note\",\"text\":\"tool: $tool\"}" >> "$STREAMLIB_OUTPUT/events.jsonl"

case $tool in
    netperf) exec netserver -D -p "$PORT" ;;
    # A connection says what it is about to do: send a stream, exchange messages of a size, or send datagrams to a port that it is told.
    meter) exec perl -e '
        use strict;
        use IO::Socket::INET;
        use IO::Select;
        my $server = IO::Socket::INET->new(LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die "cannot listen on port $ARGV[0]: $!\n";
        $SIG{CHLD} = "IGNORE";
        while (1) {
            my $client = $server->accept or next;
            next if fork;
            my ($line, $buffer, $total) = ("", "", 0);
            while ($line !~ /\n/) { sysread $client, $line, 1, length $line or exit }
            my ($what, $size) = split " ", $line;
            if ($what eq "TCP_STREAM") {
                while (my $count = sysread $client, $buffer, 131072) { $total += $count }
            } elsif ($what eq "TCP_RR") {
                setsockopt $client, 6, 1, 1;
                while (my $count = sysread $client, $buffer, $size - $total) {
                    next if ($total += $count) < $size;
                    syswrite $client, "x" x $size;
                    $total = 0;
                }
                exit;
            } else {
                my $datagrams = IO::Socket::INET->new(Proto => "udp", LocalAddr => $client->sockhost) or die "cannot receive datagrams: $!\n";
                syswrite $client, $datagrams->sockport . "\n";
                my $ready = IO::Select->new($client, $datagrams);
                while (my @from = $ready->can_read) {
                    if (grep { $_ == $datagrams } @from) { $datagrams->recv($buffer, 65536); $total += length $buffer }
                    else { last }
                }
            }
            syswrite $client, "$total\n";
            exit;
        }' "$PORT" ;;
    *) echo "there is no tool $tool: choose auto, netperf or meter" >&2; exit 2 ;;
esac
