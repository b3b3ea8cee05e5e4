using StreamLib.Sync;

namespace StreamLibTests.Sync.State;

/// <summary>Waits in a sealed scope that no party can fulfil any more.</summary>
public class UnfulfillableTests
{
    [Theory(Timeout = 10_000)]
    [InlineData("get ip", "key ip can no longer be set")]
    [InlineData("get ip 600", "key ip can no longer be set")]
    [InlineData("reached ready 3", "signal ready can no longer be signalled, and was 1 times")]
    [InlineData("receive jobs", "topic jobs can get no more messages, and has 0")]
    public async Task A_wait_breaks_at_once_when_the_last_party_that_could_fulfil_it_ends(string request, string lost)
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        await lab.Scope.As(Lab.Server).Signal("ready", RawClient.Ct);
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send(request);
        await lab.Log.Has($"{Lab.Client1} waits");
        lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        await two.Send("ping");
        (await two.Read()).ShouldBe("ok");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Failed, "exit status 3");
        (await one.Read()).ShouldBe($"error broken {lost}: client1 waits; client2 ended: exit status 3; server ended (passed)");
        lab.Scope.BreakToldTo(Lab.Client1).ShouldNotBeNull().Culprits.ShouldBe([Lab.Client2, Lab.Server]);
        (await one.Ask(request)).ShouldStartWith($"error broken {lost}");
        (await one.Ask("get ip 0")).ShouldStartWith("error timeout ");
    }

    [Fact(Timeout = 10_000)]
    public async Task All_who_wait_for_the_same_thing_are_told_and_it_can_be_set_later_by_hand()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var (one, two, control) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2), await lab.Control());
        await one.Send("get ip");
        await lab.Log.Has($"{Lab.Client1} waits");
        await two.Send("get ip");
        await lab.Log.Has($"{Lab.Client2} waits");
        lab.Scope.Ended(Lab.Server, SyncEnding.ExpectedFailure, "could not bind, as expected");
        const string Broken =
            "error broken key ip can no longer be set: client1 and client2 wait; server ended: could not bind, as expected";
        (await one.Read()).ShouldBe(Broken);
        (await two.Read()).ShouldBe(Broken);
        lab.Scope.WasReleasedByExpectedFailure(Lab.Client2).ShouldBeTrue();
        (await control.Ask("set ip 10.0.0.1")).ShouldBe("ok");
        (await one.Ask("get ip")).ShouldBe("ok 10.0.0.1");
    }

    [Fact(Timeout = 10_000)]
    public async Task One_that_stops_waiting_by_itself_may_then_do_it()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("get leader");
        await lab.Log.Has($"{Lab.Client1} waits");
        (await two.Ask("get leader 60")).ShouldStartWith("error broken key leader can no longer be set: client2 waits; ");
        (await two.Ask("set leader client2")).ShouldBe("ok");
        (await one.Read()).ShouldBe("ok client2");
    }

    [Fact(Timeout = 10_000)]
    public async Task Who_has_not_started_yet_counts_unless_it_starts_only_after_the_one_that_waits()
    {
        await using var lab = new Lab();
        lab.Order("client2/2-B", Lab.Client2);
        lab.Order("client1/2-B", Lab.Client1);
        lab.Scope.Seal();
        lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        var one = await lab.Raw(Lab.Client1);
        await one.Send("get ip");
        await lab.Log.Has($"{Lab.Client1} waits");
        lab.Scope.Ended(Lab.Client2, SyncEnding.Passed, "");
        await (await lab.Raw("client2/2-B")).Ask("set ip 10.0.0.1");
        (await one.Read()).ShouldBe("ok 10.0.0.1");
        lab.Scope.Ended("client2/2-B", SyncEnding.Passed, "");
        (await one.Ask("get other")).ShouldStartWith("error broken key other can no longer be set: client1 waits; ");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_barrier_step_sets_nothing_and_what_runs_in_the_background_may_still_and_may_wait_for_ever()
    {
        await using var lab = new Lab();
        var control = await lab.Control();
        (await control.Ask("join server/2-service server - - - background")).ShouldStartWith("ok ");
        (await control.Ask("join server/3-x server - - - front")).ShouldStartWith("error usage 'front' is not a KIND: write ");
        lab.Order("client2/2-meet", Lab.Client2, "done");
        lab.Scope.Seal();
        var service = await RawClient.Hello(lab.Sync, lab.Scope.Join("server/2-service", "server"));
        foreach (var party in (string[])[Lab.Server, Lab.Client2]) lab.Scope.Ended(party, SyncEnding.Passed, "");
        var one = await lab.Raw(Lab.Client1);
        await one.Send("get ip");
        await lab.Log.Has($"{Lab.Client1} waits");
        await service.Send("receive jobs");
        await lab.Log.Has("server/2-service waits");
        (await control.Ask("ended server/2-service passed")).ShouldBe("ok");
        (await one.Read()).ShouldStartWith("error broken key ip can no longer be set: client1 waits; ");
    }

    [Fact(Timeout = 10_000)]
    public async Task What_waits_in_the_background_is_left_to_the_job()
    {
        await using var lab = new Lab();
        var service = await RawClient.Hello(lab.Sync, lab.Scope.Join("server/2-service", "server", role: null, kind: PartyKind.Background));
        lab.Scope.Seal();
        await service.Send("receive jobs");
        await lab.Log.Has("server/2-service waits");
        foreach (var party in (string[])[Lab.Server, Lab.Client1, Lab.Client2]) lab.Scope.Ended(party, SyncEnding.Passed, "");
        lab.Clock.Advance(100);
        await (await lab.Control()).Ask("send jobs last");
        (await service.Read()).ShouldBe("ok 1 control last");
    }

    [Fact(Timeout = 10_000)]
    public async Task The_code_of_a_test_may_set_what_is_awaited_until_it_is_over_and_fills_no_barrier()
    {
        await using var lab = new Lab();
        lab.Scope.Join("controller", stream: null, role: null, kind: PartyKind.Code);
        lab.Scope.Seal();
        var one = await lab.Raw(Lab.Client1);
        await one.Send("get ip");
        await lab.Log.Has($"{Lab.Client1} waits");
        foreach (var party in (string[])[Lab.Server, Lab.Client2]) lab.Scope.Ended(party, SyncEnding.Passed, "");
        (await (await lab.Raw(Lab.Client1)).Ask("barrier both 2")).ShouldStartWith("error broken barrier both can no longer fill: ");
        lab.Scope.Ended("controller", SyncEnding.Passed, "");
        (await one.Read()).ShouldStartWith("error broken key ip can no longer be set: client1 waits; ");
    }

    [Fact(Timeout = 10_000)]
    public async Task A_scope_that_is_not_sealed_waits_on()
    {
        await using var lab = new Lab();
        var one = await lab.Raw(Lab.Client1);
        await one.Send("get ip");
        await lab.Log.Has($"{Lab.Client1} waits");
        foreach (var party in (string[])[Lab.Server, Lab.Client2]) lab.Scope.Ended(party, SyncEnding.Passed, "");
        await (await RawClient.Hello(lab.Sync, lab.Join("client3/1-Late"))).Ask("set ip 1");
        (await one.Read()).ShouldBe("ok 1");
    }
}
