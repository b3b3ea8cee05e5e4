using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>A barrier that can no longer fill in a sealed scope.</summary>
public class HopeTests
{
    private const string Hopeless = "barrier setup can no longer fill: needs 3: server and client1 wait; client2 ended: exit 1";

    [Theory(Timeout = 10_000)]
    [InlineData("all")]
    [InlineData("3")]
    public async Task Fails_at_once_when_the_end_of_a_party_makes_it_impossible(string count)
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        lab.Scope.Seal();
        await server.Send($"barrier setup {count}");
        await lab.Log.Has("1 of 3");
        await one.Send($"barrier setup {count}");
        await lab.Log.Has("2 of 3");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 1");
        (await server.Read()).ShouldBe($"error broken {Hopeless}");
        (await one.Read()).ShouldBe($"error broken {Hopeless}");
    }

    [Theory(Timeout = 10_000)]
    [InlineData("all")]
    [InlineData("3")]
    public async Task Fails_on_arrival_when_it_is_impossible_already(string count)
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 1");
        (await (await lab.Raw(Lab.Server)).Ask($"barrier setup {count}")).ShouldBe(
            "error broken barrier setup can no longer fill: needs 3: server waits; client2 ended: exit 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Fails_when_the_scope_is_sealed_after_the_party_ended()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 1");
        lab.Scope.Seal();
        (await server.Read()).ShouldBe($"error broken {Hopeless}");
        (await one.Read()).ShouldBe($"error broken {Hopeless}");
    }

    [Fact(Timeout = 10_000)]
    public async Task Waits_on_in_a_scope_that_is_not_sealed_since_a_party_may_join_late()
    {
        await using var lab = new Lab();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        lab.Join("client2/2-NetPerf");
        (await (await lab.Raw("client2/2-NetPerf")).Ask("barrier setup")).ShouldBe("ok setup 1");
        (await server.Read()).ShouldBe("ok setup 1");
        (await one.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Waits_on_while_another_party_of_the_stream_can_still_come()
    {
        await using var lab = new Lab();
        lab.Join("client2/2-NetPerf");
        lab.Scope.Seal();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        (await (await lab.Raw("client2/2-NetPerf")).Ask("barrier setup")).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_generation_that_passed_says_nothing_of_the_next()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup");
        await one.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        (await two.Ask("barrier setup")).ShouldBe("ok setup 1");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        (await server.Read()).ShouldBe("ok setup 1");
        (await server.Ask("barrier setup")).ShouldBe("error broken barrier setup can no longer fill: needs 3: server waits; client2 ended (passed)");
    }

    [Theory(Timeout = 10_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_comes_after_one_that_waits_there_cannot_come(bool lastArrives)
    {
        await using var lab = new Lab();
        var control = await lab.Control();
        foreach (var order in (string[])["server/2-B server - server/1-NetServer", "server/3-C server - server/2-B", "client1/2-B client1 - client1/1-NetPerf"])
            (await control.Ask($"join {order}")).ShouldStartWith("ok ");
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        lab.Scope.Seal();
        await server.Send("barrier setup 3");
        await lab.Log.Has("1 of 3");
        if (lastArrives) lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 1");
        await one.Send("barrier setup 3");
        if (!lastArrives)
        {
            await lab.Log.Has("2 of 3");
            lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit 1");
        }

        (await server.Read()).ShouldBe($"error broken {Hopeless}");
        (await one.Read()).ShouldBe($"error broken {Hopeless}");
    }

    [Fact(Timeout = 10_000)]
    public async Task Without_a_failure_too()
    {
        await using var lab = new Lab();
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        lab.Order("server/2-B", Lab.Server);
        lab.Order("client1/2-B", Lab.Client1);
        lab.Scope.Seal();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup 3");
        await lab.Log.Has("1 of 3");
        (await one.Ask("barrier setup 3")).ShouldBe("error broken barrier setup can no longer fill: needs 3: server and client1 wait; client2 ended (passed)");
        (await server.Read()).ShouldStartWith("error broken ");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_can_come_once_the_one_before_has_ended_is_waited_for()
    {
        await using var lab = new Lab();
        lab.Order("client2/2-B", Lab.Client2);
        lab.Order("client2/3-C", "client2/2-B");
        lab.Scope.Seal();
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup 3");
        await lab.Log.Has("1 of 3");
        await one.Send("barrier setup 3");
        await lab.Log.Has("2 of 3");
        // At another barrier it may wait with a time limit of its own.
        await two.Send("barrier other 2");
        await lab.Log.Has("1 of 2");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        lab.Scope.Ended("client2/2-B", SyncEnding.Passed, "");
        (await (await lab.Raw("client2/3-C")).Ask("barrier setup 3")).ShouldBe("ok setup 1");
        (await server.Read()).ShouldBe("ok setup 1");
        (await one.Read()).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task One_that_has_joined_again_has_started_and_may_come_beside_the_one_before()
    {
        await using var lab = new Lab();
        lab.Order("server/2-B", Lab.Server);
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        lab.Scope.Join("server/2-B", "server");
        lab.Scope.Seal();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup 3");
        await lab.Log.Has("1 of 3");
        await one.Send("barrier setup 3");
        await lab.Log.Has("2 of 3");
        (await (await lab.Raw("server/2-B")).Ask("barrier setup 3")).ShouldBe("ok setup 1");
    }

    [Fact(Timeout = 10_000)]
    public async Task Two_barriers_of_which_each_waits_for_those_at_the_other_cannot_fill()
    {
        await using var lab = new Lab();
        var control = await lab.Control();
        foreach (var order in (string[])["server/1-NetServer server - - setup", "client1/1-NetPerf client1 - - setup", "client2/2-Fin client2 - client2/1-NetPerf fin", "client2/3-More client2 - client2/2-Fin"])
            (await control.Ask($"join {order}")).ShouldStartWith("ok ");
        lab.Order("client2/2-Fin", Lab.Client2, "fin");
        lab.Order("client1/2-Fin", Lab.Client1, "fin");
        lab.Order("server/2-Fin", Lab.Server, "fin");
        lab.Scope.Seal();
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        var (server, one, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1), await lab.Raw("client2/2-Fin"));
        await server.Send("barrier setup 3");
        await lab.Log.Has("arrived at barrier setup, 1 of 3");
        await one.Send("barrier setup 3");
        await lab.Log.Has("arrived at barrier setup, 2 of 3");
        await two.Send("barrier fin all");
        (await server.Read()).ShouldBe("error broken barrier setup can no longer fill: needs 3: server and client1 wait; no other party can arrive");
        (await one.Read()).ShouldStartWith("error broken ");
        (await (await lab.Raw("server/2-Fin")).Ask("barrier fin all 0")).ShouldStartWith("error timeout ");
    }

    [Fact(Timeout = 10_000)]
    public async Task Nobody_comes_after_one_that_is_not_known_or_that_comes_after_it()
    {
        await using var lab = new Lab();
        lab.Order("server/2-B", Lab.Server);
        var control = await lab.Control();
        (await control.Ask("join server/3-C server - server/9-X")).ShouldStartWith("error usage no party server/9-X has joined that server/3-C could come after; ");
        (await control.Ask($"join {Lab.Server} server - server/2-B")).ShouldBe($"error usage {Lab.Server} cannot come after server/2-B, which comes after {Lab.Server}");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_stream_that_never_had_a_party_is_named()
    {
        await using var lab = new Lab();
        lab.Scope.AddStream("db", "db");
        lab.Scope.Seal();
        (await (await lab.Raw(Lab.Server)).Ask("barrier setup")).ShouldBe(
            "error broken barrier setup can no longer fill: needs 4: server waits; db has no test that could arrive");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_sealed_scope_takes_no_new_party()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        Should.Throw<SyncException>(() => lab.Scope.Join("client3/1-NetPerf", "client3")).Text.ShouldBe(
            "error SL4006: join client3/1-NetPerf: scope MultiNetperf is sealed: no party can join it any more; "
            + "joined are: server/1-NetServer, client1/1-NetPerf, client2/1-NetPerf");
        (await (await lab.Control()).Ask("join client3/1-NetPerf")).ShouldStartWith("error usage scope MultiNetperf is sealed");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_is_released_by_an_expected_failure_is_known()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var (server, one) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client1));
        await server.Send("barrier setup");
        await lab.Log.Has("1 of 3");
        lab.Scope.WasReleasedByExpectedFailure(Lab.Server).ShouldBeFalse();
        lab.Scope.Ended(Lab.Client2, SyncEnding.ExpectedFailure, "could not connect, as expected");
        (await server.Read()).ShouldBe(
            "error broken barrier setup can no longer fill: needs 3: server waits; client2 ended: could not connect, as expected");
        (await one.Ask("barrier setup")).ShouldStartWith("error broken ");
        lab.Scope.WasReleasedByExpectedFailure(Lab.Server).ShouldBeTrue();
        lab.Scope.WasReleasedByExpectedFailure(Lab.Client1).ShouldBeTrue();
        lab.Scope.BreakToldTo(Lab.Server).ShouldNotBeNull().Culprits.ShouldBe([Lab.Client2]);
        (await one.Ask("barrier alone 1")).ShouldBe("ok alone 1");
        lab.Scope.WasReleasedByExpectedFailure(Lab.Client1).ShouldBeFalse();
    }

    [Fact(Timeout = 10_000)]
    public async Task Whether_a_lost_connection_was_an_expected_failure_is_known_when_the_job_tells()
    {
        await using var lab = new Lab();
        var (server, two) = (await lab.Raw(Lab.Server), await lab.Raw(Lab.Client2));
        await server.Send("barrier setup");
        await two.Send("barrier setup");
        await lab.Log.Has("2 of 3");
        two.Dispose();
        (await server.Read()).ShouldStartWith("error broken client2/1-NetPerf lost its connection");
        lab.Scope.WasReleasedByExpectedFailure(Lab.Server).ShouldBeFalse();
        lab.Scope.Ended(Lab.Client2, SyncEnding.ExpectedFailure, "exit 1");
        lab.Scope.WasReleasedByExpectedFailure(Lab.Server).ShouldBeTrue();
    }
}
