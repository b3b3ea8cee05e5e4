namespace StreamLib.Sync;

/// <summary>Deadlines, of the scope and of its parties: they end the waits without a time of their own.</summary>
internal sealed partial class ScopeState
{
    private ITimer? deadlineTimer;
    private DateTimeOffset? deadline;

    /// <summary>What <see cref="deadlineTimer"/> runs for; it runs only while somebody waits for that.</summary>
    private DateTimeOffset? watched;

    internal DateTimeOffset? Deadline
    {
        get
        {
            using var turn = Enter();
            return deadline;
        }

        set
        {
            using var turn = Enter();
            deadline = value;
            LookAtDeadlines();
        }
    }

    internal void SetDeadline(string name, DateTimeOffset? value)
    {
        using var turn = Enter();
        if (!parties.TryGet(name, out var party) || party.Ending is not null)
            throw new SyncException(SyncError.Usage, $"deadline of {name}", $"no party {name} has joined scope {Name}; {Joined()}");
        party.Deadline = value;
        LookAtDeadlines();
    }

    /// <summary>Whose deadline ends the wait first, in the words of an answer.</summary>
    internal string DeadlineOwner(Waiter waiter) =>
        waiter.Party!.Deadline is { } own && !(deadline <= own) ? waiter.Party.Name : "the test";

    internal bool IsPastDeadline(Waiter waiter) => waiter.Limit is null && DeadlineOf(waiter) <= Clock.GetUtcNow();

    private DateTimeOffset? DeadlineOf(Waiter waiter) =>
        waiter.Party!.Deadline is { } own && !(deadline <= own) ? own : deadline;

    /// <summary>Ends what is past its deadline, and sees to it that this is called again in time for the rest.</summary>
    private void LookAtDeadlines()
    {
        StopWatching();
        if (closedBecause is not null) return;
        foreach (var waiter in EndlessWaits().Where(IsPastDeadline).ToList()) waiter.Point?.Abandon(waiter, WaitEnd.DeadlinePassed);
        if (EndlessWaits().Min(DeadlineOf) is { } next) WatchDeadline(next);
    }

    private IEnumerable<Waiter> EndlessWaits() =>
        parties.All.Append(Control).SelectMany(party => party.Waits).Where(waiter => waiter.Limit is null);

    private void WatchDeadline(DateTimeOffset due)
    {
        if (watched <= due) return;
        watched = due;
        var left = due > Clock.GetUtcNow() ? due - Clock.GetUtcNow() : TimeSpan.Zero;
        deadlineTimer ??= Clock.CreateTimer(
            static state => ((ScopeState)state!).DeadlineTimerFired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        deadlineTimer.Change(RoundUp(left < LongestWait ? left : LongestWait), Timeout.InfiniteTimeSpan);
    }

    private void StopWatching()
    {
        deadlineTimer?.Dispose();
        (deadlineTimer, watched) = (null, null);
    }

    private void DeadlineTimerFired()
    {
        using var turn = Enter();
        LookAtDeadlines();
    }
}
