using System.Net.Sockets;
using System.Text;
using StreamLib.Sync;
using StreamLibTesting;

namespace StreamLibTests.Sync.Abuse;

/// <summary>Peers that misbehave, while others go on undisturbed and memory stays as it was.</summary>
[Collection(nameof(Alone))]
public class AbuseTests
{
    private const int FloodLines = 1_000_000;
    private const int Connections = 10_000;
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(2);

    [Fact(Timeout = 90_000)]
    public async Task A_million_malformed_lines_are_each_answered_and_disturb_nobody()
    {
        await using var sync = SyncServer.Start();
        await using var good = await GoodParties.Start(sync);
        var quiet = await good.Pass(200);
        var before = Memory.Held();
        var flood = Task.WhenAll(Enumerable.Range(1, 4).Select(seed => Flood.Start(sync.EndPoint, seed, FloodLines / 4)));
        var during = await good.PassDuring(flood);
        var after = Memory.Held();
        Say($"without: {GoodParties.Figures(quiet)}", $"during:  {GoodParties.Figures(during)}", Memory.Figures(before, after));
        foreach (var (sent, answered) in await flood) answered.ShouldBe(sent, "one answer for each line end");
        during[^1].ShouldBeLessThan(Bearable);
        (after - before).ShouldBeLessThan(16 * Memory.Megabyte);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_never_reads_stalls_alone()
    {
        const int Peers = 20;
        await using var sync = SyncServer.Start();
        await using var good = await GoodParties.Start(sync);
        using var scope = sync.OpenScope("Deaf");
        var before = Memory.Held();
        var requests = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("barrier own 1\nhelp\nstatus\n", 100_000)));
        var peers = new List<TcpClient>();
        var writes = new List<Task>();
        for (var i = 0; i < Peers; i++)
        {
            var peer = new TcpClient { SendBufferSize = 64 * 1024, ReceiveBufferSize = 64 * 1024 };
            peers.Add(peer);
            await peer.ConnectAsync(sync.EndPoint, RawClient.Ct);
            await peer.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"hello {scope.Join($"deaf{i}/1", $"deaf{i}")}\n"), RawClient.Ct);
            writes.Add(peer.GetStream().WriteAsync(requests, RawClient.Ct).AsTask());
        }

        var during = await good.Pass(100);
        writes.ShouldAllBe(write => !write.IsCompletedSuccessfully, "the server takes no more from those who take nothing");
        var after = Memory.Held();
        Say(GoodParties.Figures(during), Memory.Figures(before, after));
        during[^1].ShouldBeLessThan(Bearable);
        (after - before).ShouldBeLessThan(32 * Memory.Megabyte);
        foreach (var peer in peers) peer.Dispose();
        foreach (var write in writes) await Should.ThrowAsync<Exception>(() => write);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_sends_byte_by_byte_is_served_and_holds_nobody_up()
    {
        const int Peers = 200, Bytes = 40;
        await using var sync = SyncServer.Start();
        await using var good = await GoodParties.Start(sync);
        using var scope = sync.OpenScope("Slow");
        var peers = new List<RawClient>();
        for (var i = 0; i < Peers; i++) peers.Add(await RawClient.Hello(sync, scope.Join($"slow{i}/1", $"slow{i}")));
        await Task.WhenAll(peers.Select(peer => peer.Write("set k ")));
        var dripping = Task.Run(
            async () =>
            {
                for (var i = 0; i < Bytes; i++)
                    foreach (var peer in peers) await peer.Write("x");
            },
            RawClient.Ct);
        var during = await good.PassDuring(dripping);
        Say(GoodParties.Figures(during));
        during[^1].ShouldBeLessThan(Bearable);
        foreach (var peer in peers) (await peer.Ask("")).ShouldBe("ok");
        (await scope.As("slow0/1").Get("k", ct: RawClient.Ct)).ShouldBe(new string('x', Bytes));
        foreach (var peer in peers) peer.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Ten_thousand_connections_that_only_open_disturb_nobody()
    {
        // The other ends are in a process of their own, for each process may hold only so many.
        await using var sync = SyncServer.Start();
        await using var good = await GoodParties.Start(sync);
        var quiet = await good.Pass(100);
        var before = Memory.Held();
        await using var peers = Shell.Start(
            "bash",
            ["-c", $$"""
                ulimit -n {{Connections + 1000}} || exit 77
                for ((i = 0; i < {{Connections}}; i++)); do exec {fd}<>/dev/tcp/127.0.0.1/{{sync.EndPoint.Port}} || exit 1; done
                echo open; read
                """],
            ShellOptions.Default with { KeepInputOpen = true });
        var during = await good.PassDuring(Eventually.Holds(
            () => peers.HasEnded || peers.Output.Contains("open", StringComparison.Ordinal), "the connections to open", TimeSpan.FromSeconds(40), RawClient.Ct));
        Assert.SkipWhen(peers.HasEnded && peers.Error.Contains("ulimit", StringComparison.Ordinal), $"a process may not hold so many open files here: {peers.Error}");
        peers.HasEnded.ShouldBeFalse(peers.Error);
        var open = await good.Pass(100);
        var after = Memory.Held();
        Say(
            $"without: {GoodParties.Figures(quiet)}",
            $"opening: {GoodParties.Figures(during)}",
            $"open:    {GoodParties.Figures(open)}",
            $"{Memory.Figures(before, after)}: {(after - before) / Connections} bytes for a connection");
        open[^1].ShouldBeLessThan(Bearable);
        (after - before).ShouldBeLessThan(160 * Memory.Megabyte);
    }

    private static void Say(params string[] lines)
    {
        foreach (var line in lines) TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}
