using StreamLib.Sync;

namespace StreamLibTests.Sync;

public class BreakTests
{
    [Theory(Timeout = 10_000)]
    [InlineData("fin")]
    [InlineData("rst")]
    [InlineData("close")]
    public async Task A_barrier_breaks_for_all_when_one_loses_its_connection(string how)
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        if (how == "fin") one.EndSending();
        else if (how == "rst") one.Reset();
        else one.Dispose();
        const string Broken = "error broken client1/1-NetPerf lost its connection while it waited at barrier setup";
        (await server.Read()).ShouldBe(Broken);
        (await two.Ask("barrier setup")).ShouldBe(Broken);
        if (how == "fin") (await one.Read()).ShouldBe("error closed the wait was given up");
    }

    [Fact(Timeout = 10_000)]
    public async Task Broken_stays_broken_until_it_is_reset_and_nothing_of_the_lost_wait_remains()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await one.Send("barrier setup 2 60");
        await lab.Log.Has("1 of 2");
        var timers = lab.Clock.Running;
        one.Dispose();
        await lab.Log.Has("broke");
        lab.Clock.Running.ShouldBe(timers - 1);
        (await server.Ask("barrier setup 2")).ShouldStartWith("error broken client1/1-NetPerf lost its connection");
        (await server.Ask("reset setup")).ShouldBe("ok");
        await server.Send("barrier setup 2");
        await lab.Log.Has("server/1-NetServer arrived at barrier setup, 1 of 2");
        (await (await lab.Raw(Lab.Client2)).Ask("barrier setup 2")).ShouldBe("ok setup 1");
        (await server.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_that_lost_its_connection_may_come_back_after_a_reset()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        await one.Send("barrier setup 2");
        await lab.Log.Has("1 of 2");
        one.Reset();
        await lab.Log.Has("broke");
        var back = await lab.Raw(Lab.Client1);
        (await back.Ask("reset setup")).ShouldBe("ok");
        await back.Send("barrier setup 2");
        await lab.Log.Has("1 of 2", times: 2);
        (await (await lab.Raw(Lab.Server)).Ask("barrier setup 2")).ShouldBe("ok setup 1");
        (await back.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_reset_tells_those_who_wait()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup 2");
        await lab.Log.Has("1 of 2");
        (await one.Ask("reset setup")).ShouldBe("ok");
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf reset barrier setup");
        (await one.Ask("barrier setup 1")).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_timeout_says_who_arrived_who_is_missing_and_what_the_missing_are_doing()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        lab.Scope.Doing("client2", "client2/1-NetPerf");
        lab.Scope.LastLine("client2", "connecting to 192.168.100.1\r\n");
        lab.Clock.Advance(10);
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        await one.Send("barrier setup all 48");
        await lab.Log.Has("2 of 3");
        lab.Clock.Advance(48);
        const string Report = "2 of 3 arrived: server/1-NetServer, client1/1-NetPerf; missing: "
            + "client2 (in client2/1-NetPerf for 58 s; last line: \"connecting to 192.168.100.1\")";
        (await one.Read()).ShouldBe($"error timeout barrier setup did not fill within 48 s: {Report}");
        (await server.Read()).ShouldBe($"error broken client1/1-NetPerf gave up waiting at barrier setup after 48 s: {Report}");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_missing_stream_that_waits_elsewhere_ended_or_never_started_is_told_so()
    {
        await using var lab = new Lab();
        lab.Scope.AddStream("db", "db");
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await one.Send("barrier other 2");
        await lab.Log.Has("at barrier other");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 7");
        (await server.Ask("barrier setup all 0")).ShouldBe(
            "error timeout barrier setup did not fill within 0 s: 1 of 4 arrived: server/1-NetServer; missing: "
            + "client1 (started; client1/1-NetPerf waits at barrier other for 0 s), client2 (client2/1-NetPerf ended: exit 7), db (nothing of it has started)");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_count_of_parties_says_how_many_more_it_needs()
    {
        await using var lab = new Lab();
        using var scope = lab.Sync.OpenScope("Parties");
        var failure = await Should.ThrowAsync<SyncException>(() => scope.As("alice").Barrier("setup", "3", TimeSpan.Zero, RawClient.Ct));
        failure.Error.ShouldBe(SyncError.Timeout);
        failure.Reason.ShouldBe("barrier setup did not fill within 0 s: 1 of 3 arrived: alice; missing: 2 more");
        var server = await lab.Raw(Lab.Server);
        (await server.Ask("barrier setup 2 0")).ShouldEndWith("missing: 1 more, of client1 (started), client2 (started)");
    }

    [Fact(Timeout = 10_000)]
    public async Task Without_seconds_a_wait_lasts_until_the_deadline_of_the_test()
    {
        await using var lab = new Lab();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        lab.Scope.Deadline = lab.Clock.GetUtcNow().AddSeconds(60);
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        await one.Send("barrier setup all 3000");
        await lab.Log.Has("2 of 3");
        lab.Clock.Advance(60);
        const string Report = "2 of 3 arrived: server/1-NetServer, client1/1-NetPerf; missing: client2 (started)";
        (await server.Read()).ShouldBe($"error timeout barrier setup did not fill before the deadline of the test, in 60 s: {Report}");
        (await one.Read()).ShouldBe($"error broken barrier setup did not fill before the deadline of the test: {Report}");
        (await two.Ask("get key")).ShouldStartWith("error timeout key key was not set before the deadline of the test");
        lab.Scope.Deadline = null;
        await two.Send("get key");
        (await one.Ask("set key v")).ShouldBe("ok");
        (await two.Read()).ShouldBe("ok v");
    }

    [Fact(Timeout = 10_000)]
    public async Task The_end_of_a_party_that_waits_breaks_its_barrier()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        lab.Scope.Ended(Lab.Client1, SyncEnding.Failed, "exit 1");
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf ended: exit 1, while it waited at barrier setup");
        (await one.Read()).ShouldBe("error closed client1/1-NetPerf ended: exit 1");
        (await one.Ask("barrier other 1")).ShouldBe("error closed client1/1-NetPerf ended: exit 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_that_ended_can_join_again_with_its_token()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        lab.Scope.Ended(Lab.Client1, SyncEnding.Passed, "");
        lab.Scope.Join(Lab.Client1, "client1").ShouldBe(lab.TokenOf(Lab.Client1));
        (await (await lab.Raw(Lab.Client1)).Ask("barrier x 1")).ShouldBe("ok x 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_cancelled_wait_in_process_breaks_the_barrier_and_no_other_wait()
    {
        await using var lab = new Lab();
        var server = await lab.Raw(Lab.Server);
        await server.Send("barrier setup 3");
        await lab.Log.Has("1 of 3");
        using var cancel = new CancellationTokenSource();
        var waits = new Task[] { lab.Scope.As(Lab.Client1).Barrier("setup", "3", ct: cancel.Token), lab.Scope.As(Lab.Client1).Get("k", ct: cancel.Token) };
        await lab.Log.Has("2 of 3");
        var other = lab.Scope.As(Lab.Client2).Get("k", ct: RawClient.Ct);
        await cancel.CancelAsync();
        foreach (var wait in waits) await Should.ThrowAsync<OperationCanceledException>(() => wait);
        (await server.Read()).ShouldBe("error broken client1/1-NetPerf cancelled its wait at barrier setup");
        (await server.Ask("set k v")).ShouldBe("ok");
        (await other).ShouldBe("v");
    }

    [Fact(Timeout = 10_000)]
    public async Task One_that_has_gone_arrives_nowhere_by_what_it_sent_ahead()
    {
        await using var lab = new Lab();
        var (stays, goes) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await stays.Send("barrier z 2");
        await lab.Log.Has("arrived at barrier z, 1 of 2");
        await goes.Send("barrier y 2\nbarrier z 2");
        await lab.Log.Has("arrived at barrier y, 1 of 2");
        goes.Dispose();
        await lab.Log.Has("barrier y broke");
        (await (await lab.Raw(Lab.Client2)).Ask("barrier z 2")).ShouldBe("ok z 1");
        (await stays.Read()).ShouldBe("ok z 1");
        lab.Log.Lines.ShouldNotContain(line => line.StartsWith($"{Lab.Client1} arrived at barrier z", StringComparison.Ordinal));
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_has_not_said_who_it_is_has_short_lines()
    {
        await using var lab = new Lab();
        using var stranger = await RawClient.Connect(lab.Sync.EndPoint);
        (await stranger.Ask(new string('x', 1025))).ShouldBe("error limit the line is longer than 1024 bytes");
        (await stranger.Ask($"hello {lab.TokenOf(Lab.Client1)}\nset k {new string('v', 50_000)}")).ShouldStartWith("ok streamlib 1 ");
        (await stranger.Read()).ShouldBe("ok");
    }
}
