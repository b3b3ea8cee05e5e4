using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>Every request, by those who wait for it over TCP and by those in process.</summary>
public class SyncClientTests
{
    [Theory(Timeout = 10_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_request_does_in_csharp_what_it_does_on_the_wire(bool overTcp)
    {
        await using var lab = new Lab();
        await using var client = overTcp ? await lab.Client(Lab.Client1) : null;
        ISync sync = client is null ? lab.Scope.As(Lab.Client1) : client;
        if (client is not null) (client.Scope, client.Party).ShouldBe(("MultiNetperf", Lab.Client1));
        var other = lab.Scope.As(Lab.Server);
        var ct = RawClient.Ct;

        var barrier = sync.Barrier("setup", "2", TimeSpan.FromSeconds(5), ct);
        (await other.Barrier("setup", "2", ct: ct)).ShouldBe(1);
        (await barrier).ShouldBe(1);
        (await sync.Barrier("alone", "1", ct: ct)).ShouldBe(1);
        (await sync.Barrier("alone", "1", ct: ct)).ShouldBe(2);

        var reached = sync.Reached("up", 2, ct: ct);
        (await sync.Signal("up", ct)).ShouldBe(1);
        (await other.Signal("up", ct)).ShouldBe(2);
        await reached;

        var get = sync.Get("key", ct: ct);
        await other.Set("key", "a value", ct);
        (await get).ShouldBe("a value");
        await sync.Set("key", "", ct);
        (await sync.Get("key", TimeSpan.Zero, ct)).ShouldBe("");

        var receive = sync.Receive("topic", 1, ct: ct);
        (await sync.Send("topic", "first", ct)).ShouldBe(1);
        (await other.Send("topic", "the second one ", ct)).ShouldBe(2);
        (await receive).ShouldBe(new SyncMessage(2, Lab.Server, "the second one "));
        (await sync.Receive("topic", ct: ct)).ShouldBe(new SyncMessage(1, Lab.Client1, "first"));

        await sync.Lock("l", TimeSpan.FromSeconds(1), ct);
        var locked = other.Lock("l", ct: ct);
        locked.IsCompleted.ShouldBeFalse();
        await sync.Unlock("l", ct);
        await locked;

        (await sync.Status(ct)).ShouldBe(lab.Scope.Status());
        await sync.Reset("setup", ct);
        await sync.Fail("enough\nof it", ct);
        lab.Scope.FailedBecause.ShouldBe("client1/1-NetPerf gave up: enough of it");
    }

    [Theory(Timeout = 10_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Errors_carry_their_kind_a_code_the_request_and_the_words_of_the_server(bool overTcp)
    {
        await using var lab = new Lab();
        await using var client = overTcp ? await lab.Client(Lab.Client1) : null;
        ISync sync = client is null ? lab.Scope.As(Lab.Client1) : client;
        var ct = RawClient.Ct;

        var timeout = await Should.ThrowAsync<SyncException>(() => sync.Barrier("setup", "role:client", TimeSpan.Zero, ct));
        timeout.Text.ShouldBe("error SL4001: barrier setup did not fill within 0 s: 1 of 2 arrived: client1/1-NetPerf; missing: client2 (started)");
        (timeout.Error, timeout.Request).ShouldBe((SyncError.Timeout, "barrier setup"));
        (await Kind(sync.Barrier("setup", "role:client", ct: ct))).ShouldBe("SL4002 Broken");
        (await sync.Barrier("mine", "1", ct: ct)).ShouldBe(1);
        (await Kind(sync.Barrier("mine", "2", ct: ct))).ShouldBe("SL4003 Mismatch");
        await sync.Lock("l", ct: ct);
        (await Kind(sync.Lock("l", ct: ct))).ShouldBe("SL4004 Duplicate");
        await lab.Scope.As(Lab.Client2).Lock("theirs", ct: ct);
        (await Kind(sync.Unlock("theirs", ct))).ShouldBe("SL4005 Denied");
        (await Kind(sync.Barrier("b", "two", ct: ct))).ShouldBe("SL4006 Usage");
        (await Kind(sync.Signal("two words", ct))).ShouldBe("SL4006 Usage");
        (await Kind(sync.Set("k\nset", "v", ct))).ShouldBe("SL4006 Usage");
        (await Kind(sync.Set("k", new string('x', 100_000), ct))).ShouldBe("SL4007 Limit");
        lab.Scope.Dispose();
        (await Kind(sync.Get("k", ct: ct))).ShouldBe("SL4008 Closed");

        static async Task<string> Kind(Task request)
        {
            var failure = await Should.ThrowAsync<SyncException>(() => request);
            return $"{failure.Code} {failure.Error}";
        }
    }

    [Theory(Timeout = 10_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_value_of_several_lines_is_refused_with_a_way_out(bool overTcp)
    {
        await using var lab = new Lab();
        await using var client = overTcp ? await lab.Client(Lab.Client1) : null;
        ISync sync = client is null ? lab.Scope.As(Lab.Client1) : client;
        (await Should.ThrowAsync<SyncException>(() => sync.Set("k", "a\nb", RawClient.Ct))).Text.ShouldBe(
            "error SL4006: set k: a value is one line without control characters: encode what has more, as JSON or base64");
        await sync.Set("k", "fine", RawClient.Ct);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_cancelled_wait_is_seen_by_the_server_and_the_client_goes_on()
    {
        await using var lab = new Lab();
        await using var client = await lab.Client(Lab.Client1);
        var server = await lab.Raw(Lab.Server);
        await server.Send("barrier setup 3");
        await lab.Log.Has("1 of 3");
        using var cancel = new CancellationTokenSource();
        var wait = client.Barrier("setup", "3", ct: cancel.Token);
        await lab.Log.Has("2 of 3");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf lost its connection while it waited at barrier setup");
        await client.Reset("setup", RawClient.Ct);
        (await client.Barrier("setup", "1", ct: RawClient.Ct)).ShouldBe(1);
    }

    [Fact(Timeout = 10_000)]
    public async Task Many_requests_wait_at_once()
    {
        await using var lab = new Lab();
        await using var client = await lab.Client(Lab.Client1);
        var waits = Enumerable.Range(0, 20).Select(i => client.Barrier($"b{i}", "2", ct: RawClient.Ct)).ToList();
        var other = lab.Scope.As(Lab.Client2);
        for (var i = 19; i >= 0; i--) (await other.Barrier($"b{i}", "2", ct: RawClient.Ct)).ShouldBe(1);
        (await Task.WhenAll(waits)).ShouldAllBe(generation => generation == 1);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_client_says_why_it_cannot_connect()
    {
        await using var lab = new Lab();
        var address = $"{lab.Sync.EndPoint}";
        (await Should.ThrowAsync<SyncException>(() => lab.Late(() => SyncClient.ConnectAsync(address, "wrong", RawClient.Ct)))).Text.ShouldBe(
            "error SL4005: hello: the token is not known here");
        (await Should.ThrowAsync<SyncException>(() => SyncClient.ConnectAsync("nowhere", "t", RawClient.Ct))).Text.ShouldBe(
            "error SL4006: connect to nowhere: an address is HOST:PORT, as in 127.0.0.1:4711, or fifo:PATH");
        await lab.Sync.DisposeAsync();
        (await Should.ThrowAsync<SyncException>(() => SyncClient.ConnectAsync(address, "t", RawClient.Ct))).Text.ShouldBe(
            $"error SL4008: connect to {address}: Connection refused; is the job that started this sync server still running?");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_lost_server_and_a_disposed_client_end_what_waits()
    {
        await using var lab = new Lab();
        await using var disposed = await lab.Client(Lab.Client1);
        var wait = disposed.Barrier("setup", ct: RawClient.Ct);
        await lab.Log.Has("arrived");
        await disposed.DisposeAsync();
        (await Should.ThrowAsync<SyncException>(() => wait)).Text.ShouldBe("error SL4008: barrier setup: this client is disposed");
        await using var client = await lab.Client(Lab.Client2);
        var get = client.Get("k", ct: RawClient.Ct);
        await client.Set("other", "v", RawClient.Ct);
        await lab.Sync.DisposeAsync();
        (await Should.ThrowAsync<SyncException>(() => get)).Error.ShouldBe(SyncError.Closed);
        (await Should.ThrowAsync<SyncException>(() => client.Set("other", "w", RawClient.Ct))).Error.ShouldBe(SyncError.Closed);
    }
}
