using StreamLib.Hosts;
using StreamLibTests.Hosts;
using StreamLibTests.Sync;

namespace StreamLibTests.StreamSync;

/// <summary>What becomes of a connection, and of the others at its barrier, when one of its ends goes.</summary>
public class EndingTests
{
    public static TheoryData<string> Shells => TestShells.All;

    // busybox has nothing to undo that a shell ignores INT for what it starts in the background.
    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public Task A_client_that_is_ended_breaks_the_barrier_at_once(string shell) =>
        BreaksAsync(async () => (await SyncHost.OverFifosAsync(shell), null), shell == "busybox" ? ["TERM", "KILL"] : ["TERM", "INT", "KILL"]);

    /// <summary>Starts stream-sync, sends it a signal, and looks how a party that waits with it fares.</summary>
    internal static async Task BreaksAsync(Func<Task<(SyncHost Host, IDisposable? Tools)>> open, params string[] signals)
    {
        var (host, tools) = await open();
        using var _ = tools;
        await using var __ = host;
        var server = await host.Lab.Raw(Lab.Server);
        foreach (var signal in signals)
        {
            await server.Send($"barrier {signal} 3");
            await host.Lab.Log.Has($"barrier {signal}, 1 of 3");
            var waiting = await host.StartAsync(Lab.Client1, $"exec stream-sync barrier {signal} 3");
            await host.Lab.Log.Has($"barrier {signal}, 2 of 3");
            await StreamLibTesting.Shell.RunAsync("/bin/kill", ["-s", signal, $"{waiting.Pid}"], cancellationToken: SyncHost.Ct);
            (await server.Read()).ShouldBe($"error broken {Lab.Client1} lost its connection while it waited at barrier {signal}");
            (await waiting.Completion).Signal.ShouldBe(signal);
            await Eventually.IsTrueAsync(async () => (await host.LeftAsync()).Length == 0, "nothing of it runs");
        }
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task The_end_of_the_server_ends_those_who_wait(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        var waiting = await host.StartAsync(Lab.Client1, "stream-sync barrier setup 2");
        await host.Lab.Log.Has("1 of 2");
        await host.Lab.Sync.DisposeAsync();
        (await waiting.Completion).ExitCode.ShouldNotBe(0);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task The_end_of_the_relay_ends_all_connections_on_both_sides(string shell)
    {
        await using var host = await SyncHost.OverFifosAsync(shell);
        var waiting = await host.StartAsync(Lab.Client1, "stream-sync barrier setup 3");
        await host.Lab.Log.Has("1 of 3");
        var server = await host.Lab.Raw(Lab.Server);
        await server.Send("barrier setup 3");
        await host.Lab.Log.Has("2 of 3");

        var relay = await host.Host.RequestAsync($"for p in $(_sl_members {host.Host.Folder}/marks/-relay); do echo $p; done");
        await StreamLibTesting.Shell.RunAsync("/bin/kill", ["-s", "KILL", relay.Split('\n')[0]], cancellationToken: SyncHost.Ct);

        (await server.Read()).ShouldBe($"error broken {Lab.Client1} lost its connection while it waited at barrier setup");
        var ended = await waiting.Completion;
        (ended.ExitCode, ended.Error).ShouldBe((3, $"error SL4008: barrier setup: the connection to the sync server at {host.Address} has ended\n"));
        await Eventually.IsTrueAsync(() => !Directory.Exists(host.Address["fifo:".Length..]), "the FIFOs are gone");
        (await host.RunAsync(Lab.Client1, "stream-sync ping")).Status.ShouldBe(3);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_host_that_is_closed_keeps_nothing(string shell)
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<LogLine>();
        var host = await SyncHost.OverFifosAsync(shell, TestShells.Quick with { Log = lines.Enqueue });
        await host.RunAsync(Lab.Client1, "stream-sync ping");
        // One who rings and never comes, and one who is gone before.
        await host.RunAsync(Lab.Client1, "d=${STREAMLIB_SYNC#fifo:}; mkdir $d/lost; mkfifo $d/lost/in $d/lost/out; echo open lost >$d/door; echo open nobody >$d/door; echo line lost x >$d/door");
        var folder = host.Host.Folder;
        await host.DisposeAsync();
        Directory.Exists(folder).ShouldBeFalse();
        lines.ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_client_that_does_not_read_holds_up_nobody()
    {
        await using var host = await SyncHost.OverFifosAsync();
        await host.Lab.Scope.As(Lab.Client2).Set("long", new string('x', 60_000), SyncHost.Ct);
        await using var stuck = await host.StartAsync(Lab.Client1, """
            d=${STREAMLIB_SYNC#fifo:}; mkdir $d/stuck; mkfifo $d/stuck/in $d/stuck/out; echo open stuck >$d/door
            exec 4>$d/stuck/in 3<$d/stuck/out
            echo hello $STREAMLIB_TOKEN >&4; for i in 1 2 3 4 5; do echo get long >&4; done
            echo asked; exec sleep 60
            """);
        (await host.RunAsync(Lab.Client2, "for i in 1 2 3; do stream-sync signal up; done")).ShouldBe((0, "1\n2\n3\n", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task Nothing_but_a_shell_and_mkfifo_is_needed_by_hand()
    {
        await using var host = await SyncHost.OverFifosAsync();
        (await host.RunAsync(Lab.Client1, """
            d=${STREAMLIB_SYNC#fifo:}; mkdir $d/me; mkfifo $d/me/in $d/me/out; echo open me >$d/door
            exec 4>$d/me/in 3<$d/me/out
            echo hello $STREAMLIB_TOKEN >&4; read -r reply <&3; echo "$reply"
            printf 'signal a\nsignal a\r\nquit\n' >&4; exec 4>&-; cat <&3
            """)).ShouldBe((0, $"ok streamlib 1 scope=MultiNetperf party={Lab.Client1}\nok 1\nok 2\nok\n", ""));
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_connections_at_once_meet()
    {
        await using var host = await SyncHost.OverFifosAsync();
        var other = host.Lab.Scope.As(Lab.Client2);
        var meeting = Task.WhenAll(Enumerable.Range(1, 30).Select(i => other.Barrier($"b{i}", "2", ct: SyncHost.Ct)));
        var (status, output, error) = await host.RunAsync(Lab.Client1, "i=0; while [ $i -lt 30 ]; do i=$((i+1)); stream-sync barrier b$i 2 & done; wait");
        (status, error).ShouldBe((0, ""));
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().ShouldBe(Enumerable.Range(1, 30).Select(i => $"b{i} 1").Order());
        (await meeting).ShouldAllBe(generation => generation == 1);
    }
}
