using System.Runtime.CompilerServices;
using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>What becomes of parties, of their waits and of their scopes.</summary>
public class PartyTests
{
    [Fact(Timeout = 10_000)]
    public async Task A_party_has_a_deadline_of_its_own_that_names_what_is_lacking()
    {
        await using var lab = new Lab();
        var (job, server, one, two) = (await lab.Control(), await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        (await job.Ask($"deadline 20 {Lab.Client1}")).ShouldBe("ok");
        (await job.Ask("deadline 60")).ShouldBe("ok");
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        await two.Send("get k");
        await lab.Log.Has("client2/1-NetPerf waits for key k");
        lab.Clock.Advance(20);
        const string Report = "2 of 3 arrived: server/1-NetServer, client1/1-NetPerf; missing: client2 (started; client2/1-NetPerf waits at key k for 20 s)";
        (await one.Read()).ShouldBe($"error timeout barrier setup did not fill before the deadline of client1/1-NetPerf, in 20 s: {Report}");
        (await server.Read()).ShouldBe($"error broken barrier setup did not fill before the deadline of client1/1-NetPerf: {Report}");
        (await one.Ask("receive t")).ShouldStartWith("error timeout topic t had no message after 0 before the deadline of client1/1-NetPerf, in 0 s; the others: server (started), ");
        lab.Clock.Advance(40);
        (await two.Read()).ShouldStartWith("error timeout key k was not set before the deadline of the test, in 60 s");
        (await job.Ask("deadline -")).ShouldBe("ok");
        (await job.Ask($"deadline - {Lab.Client1}")).ShouldBe("ok");
        await one.Send("get k");
        (await server.Ask("set k v")).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok v");
        (await job.Ask("deadline 5 nobody")).ShouldStartWith("error usage no party nobody has joined scope MultiNetperf; joined are: server");
        (await job.Ask("deadline soon")).ShouldBe("error usage 'soon' is no number of seconds; write: deadline [SECONDS [PARTY]]");
        Should.Throw<SyncException>(() => lab.Scope.SetDeadline("nobody", null)).Error.ShouldBe(SyncError.Usage);
    }

    [Fact(Timeout = 10_000)]
    public async Task The_deadline_of_a_party_ends_with_it_and_never_outlasts_that_of_the_test()
    {
        await using var lab = new Lab();
        lab.Scope.SetDeadline(Lab.Client1, lab.Clock.GetUtcNow().AddSeconds(100));
        lab.Scope.Deadline = lab.Clock.GetUtcNow().AddSeconds(50);
        var wait = lab.Scope.As(Lab.Client1).Get("k", ct: RawClient.Ct);
        lab.Clock.Advance(50);
        (await Should.ThrowAsync<SyncException>(() => wait)).Text.ShouldStartWith("error SL4001: get k: key k was not set before the deadline of the test");
        lab.Scope.Deadline = null;
        lab.Scope.Ended(Lab.Client1, SyncEnding.Passed, "");
        lab.Scope.Join(Lab.Client1, "client1");
        wait = lab.Scope.As(Lab.Client1).Get("k", ct: RawClient.Ct);
        lab.Clock.Advance(1000);
        wait.IsCompleted.ShouldBeFalse();
        await lab.Scope.As(Lab.Server).Set("k", "v", RawClient.Ct);
        await wait;
    }

    [Fact(Timeout = 10_000)]
    public async Task A_second_party_that_starts_an_hour_late_in_a_scope_that_is_not_sealed_is_waited_for()
    {
        await using var sync = SyncServer.Start(new SyncServerOptions { Clock = new ManualClock() });
        using var scope = sync.OpenScope("Late");
        scope.AddStream("one", "one");
        scope.AddStream("two", "two");
        await using var first = await SyncClient.ConnectAsync($"{sync.EndPoint}", scope.Join("one/1-A", "one"), RawClient.Ct);
        scope.Join("two/1-Prepare", "two");
        scope.Ended("two/1-Prepare", SyncEnding.Passed, "");
        var waits = new[] { first.Barrier("all", ct: RawClient.Ct), first.Barrier("two", "2", ct: RawClient.Ct) };
        (await first.Signal("sent", RawClient.Ct)).ShouldBe(1);
        await using var second = await SyncClient.ConnectAsync($"{sync.EndPoint}", scope.Join("two/2-B", "two"), RawClient.Ct);
        (await second.Barrier("all", ct: RawClient.Ct)).ShouldBe(1);
        (await second.Barrier("two", "2", ct: RawClient.Ct)).ShouldBe(1);
        await Task.WhenAll(waits);
    }

    [Fact(Timeout = 10_000)]
    public async Task What_a_barrier_says_of_itself_is_not_said_twice()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 1");
        await using var client = await lab.Client(Lab.Server);
        (await Should.ThrowAsync<SyncException>(() => client.Barrier("setup", ct: RawClient.Ct))).Text.ShouldBe(
            "error SL4002: barrier setup can no longer fill: needs 3: server waits; client2 ended: exit 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_that_comes_to_its_stream_while_it_waits_is_counted_there()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        var guest = lab.Scope.As("guest").Barrier("setup", ct: RawClient.Ct);
        guest.IsCompleted.ShouldBeFalse();
        lab.Scope.Join("guest", "client2");
        (await guest).ShouldBe(1);
        (await server.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_party_that_joins_with_a_bad_stream_has_not_joined()
    {
        await using var lab = new Lab();
        var job = await lab.Control();
        (await job.Ask("join new a\tb")).ShouldBe("error usage the name 'a b' holds a blank or a control character: use letters, digits, - _ . / :");
        (await job.AskLines("status"))[0].ShouldNotContain("new");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_connection_whose_party_the_job_makes_its_own_does_not_end_it()
    {
        var log = new LogBook();
        await using var sync = SyncServer.Start(new SyncServerOptions { Token = "letmein", Log = log.Add });
        using var job = await RawClient.Hello(sync, "letmein", "job");
        using var bob = await RawClient.Hello(sync, "letmein", "bob");
        var token = (await job.Ask("join bob"))["ok ".Length..];
        (await bob.Ask("quit")).ShouldBe("ok");
        (await bob.Read()).ShouldBeNull();
        using var again = await RawClient.Hello(sync, token);
        (await again.Ask("barrier b 1")).ShouldBe("ok b 1");
        (await job.Ask("ended bob passed")).ShouldBe("ok");
        (await job.Ask("join bob")).ShouldBe($"ok {token}");
        (await again.Ask("barrier b 1")).ShouldBe("ok b 2");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_scope_that_is_disposed_twice_harms_no_other_of_its_name()
    {
        await using var sync = SyncServer.Start();
        var first = sync.OpenScope("A");
        first.Dispose();
        using var second = sync.OpenScope("A");
        first.Dispose();
        Should.Throw<SyncException>(() => sync.OpenScope("A"));
        Should.Throw<SyncException>(() => first.Join("p", "s")).Error.ShouldBe(SyncError.Closed);
        var wait = second.As("p").Get("k", ct: RawClient.Ct);
        await sync.DisposeAsync();
        (await Should.ThrowAsync<SyncException>(() => wait)).Error.ShouldBe(SyncError.Closed);
    }

    [Fact(Timeout = 20_000)]
    public async Task Nothing_of_a_lost_wait_stays_in_memory()
    {
        await using var lab = new Lab();
        var before = lab.Scope.Status();
        var waiters = Abandoned(lab.Scope.State);
        lab.Scope.Reset("b");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        waiters.Count(waiter => waiter.TryGetTarget(out _)).ShouldBe(0);
        lab.Scope.Status().ShouldBe(before);
        lab.Clock.Running.ShouldBe(1, "the timer of the wait report alone");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference<Waiter>> Abandoned(ScopeState scope)
    {
        var (party, references) = (scope.Party(Lab.Server)!, new List<WeakReference<Waiter>>());
        scope.Lock(scope.Party(Lab.Client1)!, "l", timeout: null, new LocalWaiter());
        var limit = TimeSpan.FromMinutes(5);
        foreach (var why in Enum.GetValues<WaitEnd>().Where(why => why != WaitEnd.PartyEnded))
        {
            var waiters = Enumerable.Range(0, 5).Select(_ => new LocalWaiter()).ToList();
            scope.Barrier(party, "b", BarrierCount.All, limit, waiters[0]);
            scope.Get(party, "k", limit, waiters[1]);
            scope.Receive(party, "t", 0, limit, waiters[2]);
            scope.Reached(party, "s", 1, limit, waiters[3]);
            scope.Lock(party, "l", limit, waiters[4]);
            foreach (var waiter in waiters) waiter.Abandon(why);
            scope.Reset(party, "b");
            references.AddRange(waiters.Select(waiter => new WeakReference<Waiter>(waiter)));
        }

        scope.Release("l");
        return references;
    }
}
