using StreamLib.Sync;
using StreamLibTests.Hosts;
using StreamLibTests.StreamSync;

namespace StreamLibTests.Sync;

/// <summary>The C# client over FIFOs: what holds over TCP holds here.</summary>
public class FifoClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task It_says_who_it_is_and_asks()
    {
        await using var host = await SyncHost.OverFifosAsync();
        await using var client = await ConnectAsync(host, Lab.Client1);
        (client.Scope, client.Party).ShouldBe(("MultiNetperf", Lab.Client1));
        await client.Set("key", "  a %s 'value' ä ", Ct);
        (await client.Get("key", TimeSpan.Zero, Ct)).ShouldBe("  a %s 'value' ä ");
        (await client.Status(Ct)).ShouldBe(host.Lab.Scope.Status());
        var longest = string.Concat(Enumerable.Repeat("0123456789abcde ", 4090));
        await client.Set("long", longest, Ct);
        (await client.Get("long", ct: Ct)).ShouldBe(longest);
        (await Should.ThrowAsync<SyncException>(() => client.Set("long", new string('x', 100_000), Ct))).Error.ShouldBe(SyncError.Limit);
        (await Should.ThrowAsync<SyncException>(() => client.Get("none", TimeSpan.Zero, Ct))).Error.ShouldBe(SyncError.Timeout);
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_requests_wait_at_once()
    {
        await using var host = await SyncHost.OverFifosAsync();
        await using var client = await ConnectAsync(host, Lab.Client1);
        var waits = Enumerable.Range(0, 40).Select(i => client.Barrier($"b{i}", "2", ct: Ct)).ToList();
        await host.Lab.Log.Has("1 of 2", times: 40);
        var other = host.Lab.Scope.As(Lab.Client2);
        for (var i = 39; i >= 0; i--) (await other.Barrier($"b{i}", "2", ct: Ct)).ShouldBe(1);
        (await Task.WhenAll(waits)).ShouldAllBe(generation => generation == 1);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_cancelled_wait_is_seen_by_the_server_and_the_client_goes_on()
    {
        await using var host = await SyncHost.OverFifosAsync();
        await using var client = await ConnectAsync(host, Lab.Client1);
        var server = await host.Lab.Raw(Lab.Server);
        await server.Send("barrier setup 3");
        await host.Lab.Log.Has("1 of 3");
        using var cancel = new CancellationTokenSource();
        var wait = client.Barrier("setup", "3", ct: cancel.Token);
        await host.Lab.Log.Has("2 of 3");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf lost its connection while it waited at barrier setup");
        (await Should.ThrowAsync<SyncException>(() => client.Barrier("setup", "3", ct: Ct))).Error.ShouldBe(SyncError.Broken);
        await client.Reset("setup", Ct);
        (await client.Barrier("setup", "1", ct: Ct)).ShouldBe(1);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lost_host_and_a_disposed_client_end_what_waits()
    {
        await using var host = await SyncHost.OverFifosAsync();
        await using var disposed = await ConnectAsync(host, Lab.Client1);
        var wait = disposed.Barrier("setup", ct: Ct);
        await host.Lab.Log.Has("arrived");
        await disposed.DisposeAsync();
        (await Should.ThrowAsync<SyncException>(() => wait)).Text.ShouldBe("error SL4008: barrier setup: this client is disposed");
        await host.Lab.Log.Has("lost its connection");

        await using var client = await ConnectAsync(host, Lab.Client2);
        var get = client.Get("k", ct: Ct);
        await client.Set("other", "v", Ct);
        await StreamLibTesting.Shell.RunAsync("/bin/kill", ["-s", "KILL", $"{host.Host.ConnectionPid}"], cancellationToken: Ct);
        (await Should.ThrowAsync<SyncException>(() => get)).Error.ShouldBe(SyncError.Closed);
        (await Should.ThrowAsync<SyncException>(() => client.Set("other", "w", Ct))).Error.ShouldBe(SyncError.Closed);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_client_says_why_it_cannot_connect()
    {
        (await Should.ThrowAsync<SyncException>(() => SyncClient.ConnectAsync("fifo:/none/here", "t", Ct))).Text.ShouldBe(
            "error SL4008: connect to fifo:/none/here: there is no FIFO /none/here/door; is the job that started this sync server still running?");
        await using var host = await SyncHost.OverFifosAsync();
        (await Should.ThrowAsync<SyncException>(() => SyncClient.ConnectAsync(host.Address, "wrong", Ct))).Text.ShouldBe(
            "error SL4005: hello: the token is not known here");
        await host.Lab.Sync.DisposeAsync();
        (await Should.ThrowAsync<SyncException>(() => SyncClient.ConnectAsync(host.Address, "t", Ct))).Error.ShouldBe(SyncError.Closed);
    }

    [Fact(Timeout = 30_000)]
    public async Task Connecting_where_nobody_relays_any_more_can_be_given_up()
    {
        var door = Directory.CreateTempSubdirectory("streamlib-test-door-");
        try
        {
            await StreamLibTesting.Shell.RunAsync("mkfifo", [Path.Combine(door.FullName, "door")], cancellationToken: Ct);
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await Should.ThrowAsync<OperationCanceledException>(() => SyncClient.ConnectAsync($"fifo:{door.FullName}", "t", cancel.Token));
        }
        finally
        {
            door.Delete(recursive: true);
        }
    }

    private static Task<SyncClient> ConnectAsync(SyncHost host, string party) => SyncClient.ConnectAsync(host.Address, host.Lab.TokenOf(party), Ct);
}
