using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>Each bound, at it and past it.</summary>
public class BoundTests
{
    [Fact(Timeout = 10_000)]
    public async Task A_line_may_have_64_KiB()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        var value = new string('x', 65536 - "set k ".Length);
        (await one.Ask($"set k {value}")).ShouldBe("ok");
        (await one.Ask("get k")).ShouldBe($"ok {value}");
        (await one.Ask($"set k {value}y")).ShouldBe("error limit the line is longer than 65536 bytes");
        (await one.Ask(new string('z', 300_000))).ShouldBe("error limit the line is longer than 65536 bytes");
        await one.Write($"set k {value}\r\n");
        (await one.Read()).ShouldBe("ok");
        (await one.Ask("ping")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_value_and_a_name_have_their_bounds()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxValueBytes = 8, MaxNameLength = 30 });
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask("set k 12345678")).ShouldBe("ok");
        (await one.Ask("send k ääää")).ShouldBe("ok 1");
        (await one.Ask("set k 123456789")).ShouldBe("error limit the value has 9 bytes; 8 are the limit");
        (await one.Ask("send k ääääa")).ShouldBe("error limit the value has 9 bytes; 8 are the limit");
        var name = new string('n', 30);
        (await one.Ask($"signal {name}")).ShouldBe("ok 1");
        (await one.Ask($"signal {name}n")).ShouldBe($"error limit the name {name[..20]}… has 31 characters; 30 are the limit");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_scope_holds_so_many_names_and_so_many_bytes()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxNames = 9, MaxScopeBytes = 164 });
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask($"set k {new string('x', 40)}")).ShouldBe("ok");
        (await one.Ask("send t 1234567890")).ShouldBe("ok 1");
        (await one.Ask("send t 1")).ShouldBe("error limit the values and messages of scope MultiNetperf take 164 bytes; no more are allowed");
        (await one.Ask("set k v")).ShouldBe("ok");
        (await one.Ask("send t 123456")).ShouldBe("ok 2");
        (await one.Ask("send t ")).ShouldStartWith("error limit ");
        (await one.Ask("signal s")).ShouldBe("ok 1");
        (await one.Ask("barrier b 1")).ShouldBe("error limit scope MultiNetperf holds 9 names; no more are allowed");
        (await one.Ask("signal s")).ShouldBe("ok 2");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_may_have_so_many_waits()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxWaitsPerParty = 2 });
        var party = lab.Scope.As(Lab.Client1);
        Task[] waits = [party.Get("a", ct: RawClient.Ct), party.Receive("b", ct: RawClient.Ct)];
        var refused = await Should.ThrowAsync<SyncException>(() => party.Barrier("c", "2", ct: RawClient.Ct));
        refused.Text.ShouldBe("error SL4007: barrier c: client1/1-NetPerf has 2 requests that wait; no more are allowed at once");
        await party.Set("a", "1", RawClient.Ct);
        await party.Send("b", "2", RawClient.Ct);
        await Task.WhenAll(waits);
        (await party.Barrier("c", "1", ct: RawClient.Ct)).ShouldBe(1);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_connection_too_many_is_told_so()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxConnections = 1 });
        var first = await lab.Raw(Lab.Client1);
        using var second = await RawClient.Connect(lab.Sync.EndPoint);
        (await second.Read()).ShouldBe("error limit 1 connections are open; no more are allowed");
        (await second.Read()).ShouldBeNull();
        (await first.Ask("ping")).ShouldBe("ok");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_sends_too_much_ahead_while_a_request_waits_loses_the_connection_and_its_place()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxLineBytes = 4096 });
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup 3");
        await one.Send("barrier setup 3");
        await lab.Log.Has("2 of 3");
        await one.Write(string.Concat(Enumerable.Repeat("ping\n", 10_000)));
        (await one.Read()).ShouldBe("error limit too much was sent ahead while a request waits; this connection ends");
        (await one.Read()).ShouldBeNull();
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf sent too much ahead while it waited at barrier setup");
    }

    [Fact(Timeout = 10_000)]
    public async Task However_much_is_sent_ahead_is_served_while_nothing_waits()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxLineBytes = 4096 });
        var one = await lab.Raw(Lab.Client1);
        var writing = one.Write(string.Concat(Enumerable.Repeat("signal s\n", 20_000)) + "barrier b 1\n");
        for (var i = 1; i <= 20_000; i++) (await one.Read()).ShouldBe($"ok {i}");
        (await one.Read()).ShouldBe("ok b 1");
        await writing;
    }

    [Fact(Timeout = 10_000)]
    public async Task What_the_job_declares_is_bounded_too()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxNames = 8, Token = "letmein", MaxScopes = 3 });
        var job = await lab.Control();
        (await job.Ask("stream db")).ShouldBe("ok");
        (await job.Ask("break b by hand")).ShouldBe("ok");
        (await job.Ask("stream more")).ShouldBe("error limit scope MultiNetperf holds 8 names; no more are allowed");
        (await job.Ask("break c by hand")).ShouldBe("error limit scope MultiNetperf holds 8 names; no more are allowed");
        (await job.Ask("join db/1-Db")).ShouldBe("error limit scope MultiNetperf holds 8 names; no more are allowed");
        (await job.Ask("reset b")).ShouldBe("ok");
        (await job.Ask("join db/1-Db")).ShouldStartWith("ok ");
        var person = lab.Keep(await RawClient.Hello(lab.Sync, "letmein"));
        (await person.Ask("scope third")).ShouldStartWith("ok ");
        (await person.Ask("scope fourth")).ShouldBe("error limit 3 scopes are open; no more are allowed");
    }

    [Fact(Timeout = 10_000)]
    public async Task The_causes_of_broken_barriers_are_shortened_when_a_scope_is_full()
    {
        await using var lab = new Lab(new SyncServerOptions { MaxScopeBytes = 10_000 });
        var reason = new string('r', 4000);
        lab.Scope.Break("a", reason);
        lab.Scope.Break("b", reason);
        var one = await lab.Raw(Lab.Client1);
        (await one.Ask("barrier a 1")).ShouldBe($"error broken {reason}");
        (await one.Ask("barrier b 1")).ShouldBe($"error broken {new string('r', 200)}…");
        (await one.Ask("reset a")).ShouldBe("ok");
        lab.Scope.Break("c", reason);
        (await one.Ask("barrier c 1")).ShouldBe($"error broken {reason}");
    }

    [Fact(Timeout = 20_000)]
    public async Task A_log_that_hangs_takes_neither_memory_nor_the_time_of_the_parties()
    {
        using var hung = new ManualResetEventSlim();
        var lines = new List<string>();
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var sync = SyncServer.Start();
        using var scope = sync.OpenScope("Logged", line =>
        {
            hangs.TrySetResult();
            hung.Wait(TimeSpan.FromSeconds(10));
            lines.Add(line);
        });
        var first = Task.Run(() => scope.As("slow").Signal("s", RawClient.Ct), RawClient.Ct);
        await hangs.Task;
        var quick = scope.As("quick");
        while (await quick.Signal("s", RawClient.Ct) < 2 * LogQueue.MostLines)
        {
        }

        first.IsCompleted.ShouldBeFalse();
        hung.Set();
        await first;
        await StreamLibTesting.Eventually.Holds(() => lines.Count >= LogQueue.MostLines, "the log to be written", cancellationToken: RawClient.Ct);
        await quick.Signal("s", RawClient.Ct);
        await StreamLibTesting.Eventually.Holds(() => lines.Count > LogQueue.MostLines + 1, "the log to go on", cancellationToken: RawClient.Ct);
        lines[^2].ShouldEndWith(" lines are left out here: the log is slower than what happens");
    }
}
