namespace StreamLibTests.Sync;

/// <summary>Where the log says who waits for whom, it says how to take a hand.</summary>
public class WaitHintTests
{
    [Fact(Timeout = 10_000)]
    public async Task It_follows_what_is_told_of_waits_and_nothing_else()
    {
        await using var lab = new Lab();
        lab.Scope.WaitHint = "to take a hand: do this";
        lab.Clock.Advance(30);
        using var server = await lab.Raw(Lab.Server);
        await server.Send("barrier setup");
        await lab.Log.Has("arrived at barrier setup");
        lab.Log.Lines.ShouldNotContain("to take a hand: do this");

        lab.Clock.Advance(30);

        await lab.Log.Has("to take a hand: do this");
        lab.Log.Lines[^2].ShouldStartWith("barrier setup for all, generation 1: 1 of 3 arrived: ");
        lab.Log.Lines[^1].ShouldBe("to take a hand: do this");
    }
}
