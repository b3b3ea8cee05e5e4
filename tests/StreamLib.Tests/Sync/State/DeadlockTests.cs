using StreamLib.Sync;

namespace StreamLibTests.Sync.State;

/// <summary>Parties of a sealed scope that all wait for each other.</summary>
public class DeadlockTests
{
    [Fact(Timeout = 10_000)]
    public async Task Two_that_hold_what_the_other_one_wants_are_told_when_nothing_has_happened_for_a_while()
    {
        await using var lab = new Lab();
        var (one, two) = await Crossed(lab);
        lab.Clock.Advance(29);
        lab.Scope.LastLine("client1", "still there");
        lab.Clock.Advance(29);
        lab.Clock.Advance(2);
        const string Deadlock = "error broken deadlock: client1/1-NetPerf waits for lock b, which client2/1-NetPerf holds, "
            + "client2/1-NetPerf waits for lock a, which client1/1-NetPerf holds; "
            + "no other party can end that, and nothing has happened for 30 s";
        (await one.Read()).ShouldBe(Deadlock);
        (await two.Read()).ShouldBe(Deadlock);
    }

    [Fact(Timeout = 10_000)]
    public async Task Two_that_wait_for_the_data_and_the_barrier_of_each_other_are_told_who_has_ended_before()
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("get x");
        await lab.Log.Has($"{Lab.Client1} waits");
        await two.Send("barrier go role:client");
        await lab.Log.Has("arrived");
        lab.Scope.Ended(Lab.Server, SyncEnding.Failed, "exit status 2");
        lab.Clock.Advance(30);
        const string Deadlock = "error broken deadlock: client1/1-NetPerf waits for key x, client2/1-NetPerf waits at barrier go; "
            + "no other party can end that, and nothing has happened for 30 s; server ended: exit status 2";
        (await one.Read()).ShouldBe(Deadlock);
        (await two.Read()).ShouldBe(Deadlock);
    }

    [Theory(Timeout = 10_000)]
    [InlineData("runs")]
    [InlineData("waits with a time of its own")]
    [InlineData("waits for one that runs")]
    public async Task While_one_can_still_go_on_there_is_none(string other)
    {
        await using var lab = new Lab();
        lab.Scope.Seal();
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        await one.Send("get x");
        await lab.Log.Has($"{Lab.Client1} waits");
        if (other != "waits for one that runs") lab.Scope.Ended(Lab.Server, SyncEnding.Passed, "");
        if (other != "runs")
        {
            await two.Send(other == "waits for one that runs" ? "get y" : "get y 600");
            await lab.Log.Has($"{Lab.Client2} waits");
        }

        lab.Clock.Advance(500);
        await (await lab.Control()).Ask("set x 1");
        (await one.Read()).ShouldBe("ok 1");
    }

    private static async Task<(RawClient One, RawClient Two)> Crossed(Lab lab)
    {
        lab.Scope.Seal();
        var (one, two) = (await lab.Raw(Lab.Client1), await lab.Raw(Lab.Client2));
        (await one.Ask("lock a")).ShouldBe("ok");
        (await two.Ask("lock b")).ShouldBe("ok");
        await one.Send("lock b");
        await lab.Log.Has($"{Lab.Client1} waits");
        await two.Send("lock a");
        await lab.Log.Has($"{Lab.Client2} waits");
        return (one, two);
    }
}
