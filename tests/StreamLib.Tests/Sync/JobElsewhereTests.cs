using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>The control requests with which a job in another process opens a scope, hears of it and ends it.</summary>
public sealed class JobElsewhereTests : IAsyncDisposable
{
    private const string Token = "token-of-the-server";
    private readonly SyncServer server = SyncServer.Start(SyncServerOptions.Default with { Token = Token });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact(Timeout = 10_000)]
    public async Task A_scope_opens_once_and_ends_with_the_connection_that_opened_it()
    {
        var job = await RawClient.Hello(server, Token);
        var token = (await job.Ask("open Test"))["ok ".Length..];
        using var other = await RawClient.Hello(server, Token);
        (await other.Ask("open Test")).ShouldBe("error usage a scope of this name is open already; dispose it first, or take another name");
        using var control = await RawClient.Hello(server, token);
        (await control.Ask("open Another")).ShouldBe("error denied this is the control token of scope Test: only the token of the server opens others");
        var party = (await control.Ask("join a/1-x"))["ok ".Length..];
        using var waiting = await RawClient.Hello(server, party);
        await waiting.Send("get key");

        job.Dispose();

        (await waiting.Read()).ShouldBe("error closed the job that opened scope Test has gone");
        (await other.Ask("open Test")).ShouldStartWith("ok ");
        other.Dispose();
    }

    [Fact(Timeout = 10_000)]
    public async Task Close_ends_a_scope_and_its_tokens()
    {
        using var job = await RawClient.Hello(server, Token);
        (await job.Ask("close")).ShouldBe("error usage scope default ends with its server");
        var token = (await job.Ask("open Test"))["ok ".Length..];
        (await job.Ask("close")).ShouldBe("ok");
        (await job.Ask("status")).ShouldBe("error closed scope Test has ended");
        using var late = await RawClient.Connect(server.EndPoint);
        (await late.Ask($"hello {token}")).ShouldStartWith("error denied");
    }

    [Fact(Timeout = 10_000)]
    public async Task The_log_is_read_line_by_line_and_waits_for_the_next()
    {
        using var job = await RawClient.Hello(server, Token);
        var token = (await job.Ask("open Test"))["ok ".Length..];
        using var control = await RawClient.Hello(server, token);
        await control.Ask("signal one");
        await control.Ask("set key value");
        (await job.Ask("log")).ShouldBe("ok 1 log control signalled one, count 1");
        (await job.Ask("log 1")).ShouldBe("ok 2 log control set key");
        (await job.Ask("log 2 0")).ShouldBe("error timeout the log had no other line within 0 s");
        await job.Send("log 2");
        await control.Ask("fail the cable is out");
        (await job.Read()).ShouldBe("ok 3 log control gave up: the cable is out");
        (await control.Ask("log 3")).ShouldBe("ok 4 log scope Test failed: the cable is out");
        await job.Send("log 4");
        (await control.Ask("close")).ShouldBe("ok");
        (await job.Read()).ShouldBe("error closed scope Test has ended");
    }

    [Fact(Timeout = 10_000)]
    public async Task Of_a_long_log_the_last_ten_thousand_lines_are_kept()
    {
        using var job = await RawClient.Hello(server, Token);
        await job.Ask("open Test");
        var requests = string.Concat(Enumerable.Repeat("signal s\n", 10_100));
        var writing = job.Write(requests);
        for (var i = 0; i < 10_100; i++) await job.Read();
        await writing;
        (await job.Ask("log")).ShouldBe("ok 101 log control signalled s, count 101");
        (await job.Ask("log 10099")).ShouldBe("ok 10100 log control signalled s, count 10100");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_job_learns_which_break_a_party_was_told_of()
    {
        using var job = await RawClient.Hello(server, Token);
        await job.Ask("open Test");
        var (a, b) = ((await job.Ask("join a/1-x"))["ok ".Length..], (await job.Ask("join b/1-y"))["ok ".Length..]);
        (await job.Ask("told a/1-x")).ShouldBe("ok");
        using var one = await RawClient.Hello(server, a);
        await one.Send("barrier setup 3");
        (await job.Ask("doing")).ShouldMatch(
            @"^ok a \(started; a/1-x waits at barrier setup for \S+ s\), b \(started\); barrier setup has 1 of 3 and misses 2 more, of b$"
                + @"|^ok a \(started\), b \(started\)$");
        using (var two = await RawClient.Hello(server, b)) await two.Send("barrier setup 3");
        (await one.Read()).ShouldStartWith("error broken ");
        (await job.Ask("told a/1-x")).ShouldBe("ok setup unexpected 1 b/1-y b/1-y lost its connection while it waited at barrier setup");
        (await job.Ask("account a/1-x")).ShouldBe("ok broken setup b/1-y lost its connection while it waited at barrier setup");
        await job.Ask("ended b/1-y expected-failure exit 1");
        (await job.Ask("told a/1-x")).ShouldBe("ok setup expected 1 b/1-y b/1-y lost its connection while it waited at barrier setup");
    }
}
