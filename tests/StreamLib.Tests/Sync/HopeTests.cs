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
