# Does $PARAM_TEST with messages of $PARAM_SIZE bytes for $PARAM_SECONDS seconds, with the tool that the server has, and records what it measured.
tool=$(stream-sync get tool) || exit
address=$STREAM_SERVER_ADDRESS
port=$STREAM_SERVER_PORT
case $PARAM_TEST in
    TCP_STREAM) set -- -f m -- -m "$PARAM_SIZE" -o THROUGHPUT; name=throughput unit=Mbit/s ;;
    UDP_STREAM) set -- -f m -- -m "$PARAM_SIZE" -R 1 -o REMOTE_RECV_THROUGHPUT; name=throughput unit=Mbit/s ;;
    TCP_RR) set -- -f x -- -r "$PARAM_SIZE,$PARAM_SIZE" -o THROUGHPUT; name=transactions unit=1/s ;;
    *) echo "there is no test $PARAM_TEST: choose TCP_STREAM, TCP_RR or UDP_STREAM" >&2; exit 2 ;;
esac
echo "$tool: $PARAM_TEST to $address, port $port, for $PARAM_SECONDS s with $PARAM_SIZE bytes"

case $tool in
    netperf) value=$(netperf -P 0 -H "$address" -p "$port" -t "$PARAM_TEST" -l "$PARAM_SECONDS" "$@") || { echo "$value" >&2; exit 1; } ;;
    meter)
        value=$(perl -e '
            use strict;
            use IO::Socket::INET;
            use Time::HiRes "time";
            my ($address, $port, $test, $size, $seconds) = @ARGV;
            my $server = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port) or die "cannot connect to $address, port $port: $!\n";
            my ($message, $buffer, $count) = ("x" x $size, "", 0);
            $SIG{PIPE} = "IGNORE";
            setsockopt $server, 6, 1, $test eq "TCP_RR";
            syswrite $server, "$test $size\n";
            my $to = $server;
            if ($test eq "UDP_STREAM") {
                my $its = <$server>;
                $to = IO::Socket::INET->new(Proto => "udp", PeerAddr => $address, PeerPort => $its + 0) or die "cannot send datagrams: $!\n";
            }
            my $start = time;
            while (time - $start < $seconds) {
                syswrite $to, $message or $test eq "UDP_STREAM" or die "cannot send: $!\n";
                next if $test ne "TCP_RR";
                for (my $got = 0; $got < $size;) { $got += sysread($server, $buffer, $size - $got) || die "the server has gone\n" }
                $count++;
            }
            my $took = time - $start;
            if ($test ne "TCP_RR") { shutdown $server, 1; $count = <$server> * 8 / 1e6 }
            printf "%.2f", $count / $took;' "$address" "$port" "$PARAM_TEST" "$PARAM_SIZE" "$PARAM_SECONDS") || exit ;;
esac

echo "$name: $value $unit"
echo "{\"type\":\"metric\",\"name\":\"$name\",\"value\":$value,\"unit\":\"$unit\"}" >> "$STREAMLIB_OUTPUT/events.jsonl"
