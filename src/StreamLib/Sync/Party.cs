namespace StreamLib.Sync;

/// <summary>One who takes part: a running nested test, a person, or the job itself as <c>control</c>.</summary>
internal sealed class Party(string name)
{
    private string endedBecause = "";

    internal string Name { get; } = name;

    internal StreamState? Stream { get; set; }

    /// <summary>The short name for sentences about who waits for whom: the stream where there is one.</summary>
    internal string Label => Stream?.Name ?? Name;

    internal List<Waiter> Waits { get; } = [];

    internal SyncEnding? Ending { get; private set; }

    /// <summary>The sentence that says how it ended.</summary>
    internal string Ended => $"{Name} ended{endedBecause}";

    internal string LabelEnded => $"{Label} ended{endedBecause}";

    /// <summary>The break of a barrier that it was told last, unless it passed one since.</summary>
    internal BarrierBreak? LastBreak { get; set; }

    /// <summary>The first break of a barrier that it was told of, or caused by ending its wait, unless it passed that barrier
    /// since.</summary>
    internal BarrierBreak? Unheeded { get; set; }

    /// <summary>The reason that it gave up with; <c>null</c> when it has not.</summary>
    internal string? GaveUp { get; set; }

    /// <summary>When its waits without a time of their own end, if that is before the deadline of the scope.</summary>
    internal DateTimeOffset? Deadline { get; set; }

    /// <summary>The open connections of a party that ends with the last of them; <c>null</c> for one whose end the job tells.</summary>
    internal int? Connections { get; set; }

    /// <summary>The one whose end it waits for before it starts; <c>null</c> when it has started, or may at any time.</summary>
    internal Party? Follows { get; set; }

    /// <summary>The only barrier that it can arrive at; <c>null</c> for any.</summary>
    internal string? Only { get; set; }

    internal PartyKind Kind { get; set; }

    /// <summary>What the search for a deadlock has found so far: whether it can still go on.</summary>
    internal bool CanGoOn { get; set; }

    /// <summary>The look at a barrier of which <see cref="IsHeld"/> tells.</summary>
    internal long Look { get; set; }

    /// <summary>Whether it could not start before those are released who wait at the barrier that was looked at.</summary>
    internal bool IsHeld { get; set; }

    internal bool MayArriveAt(Barrier barrier) => Kind != PartyKind.Code && (Only is null || Only == barrier.Name);

    internal bool WaitsAt(WaitPoint point)
    {
        foreach (var wait in Waits)
            if (wait.Point == point) return true;
        return false;
    }

    internal void End(SyncEnding ending, string text)
    {
        Ending = ending;
        endedBecause = text.Length > 0 ? $": {OneLine.Of(text, 500)}" : ending == SyncEnding.Passed ? " (passed)" : " (failed)";
    }

    internal void Revive() => (Ending, LastBreak, Unheeded, GaveUp, Deadline) = (null, null, null, null, null);
}
