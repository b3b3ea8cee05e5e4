namespace StreamLib.Sync;

/// <summary>Who waits for whom, for the cause of a test or a step whose time is over.</summary>
internal sealed partial class ScopeState
{
    /// <summary>What a party waits for, and who could bring it; empty when it waits for nothing.</summary>
    internal string WaitsOf(string name)
    {
        using var turn = Enter();
        return parties.TryGet(name, out var party) ? OneLine.List(party.Waits.Select(Account), "; ") : "";
    }

    /// <summary>What the streams that have not ended are doing, and who is missing where some wait.</summary>
    internal string DoingNow()
    {
        using var turn = Enter();
        var doing = OneLine.List(streams.Values.Where(stream => stream.Active > 0).Select(stream => stream.Describe(Clock)));
        var held = awaited.OfType<HeldLock>().Select(held => $"{held.Title}: {held.Held}");
        string[] all = [doing, .. waitedAt.Select(barrier => barrier.Lacks), .. held];
        return OneLine.List(all.Where(text => text.Length > 0), "; ");
    }

    private string Account(Waiter waiter)
    {
        var time = OneLine.Of(waiter.Waited);
        return waiter.Point is Barrier barrier
            ? $"it waited at {barrier.Title} for {time}: {barrier.Report()}"
            : $"it waited for {waiter.Point!.Title} for {time}: {waiter.Point.Lack(waiter).TrimEnd(',')}{Others(waiter.Party!)}";
    }
}
