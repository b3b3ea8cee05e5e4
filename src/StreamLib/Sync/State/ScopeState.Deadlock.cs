namespace StreamLib.Sync;

/// <summary>A deadlock: parties of a sealed scope that wait, without a time of their own, for what only they could do.</summary>
/// <remarks>
/// A party that waits may do something else meanwhile: so its waits are broken only when nothing has happened for a while, not even
/// a line of output.
/// </remarks>
internal sealed partial class ScopeState
{
    private ITimer? deadlockTimer;
    private bool watchesForDeadlock;
    private long happened;
    private int waiting;

    /// <summary>Takes note that something happened, and looks for a deadlock when that is the last thing for a while.</summary>
    private void Happened()
    {
        if (!IsSealed) return;
        happened = Clock.GetTimestamp();
        if (!watchesForDeadlock && waiting > 0 && closedBecause is null) WatchForDeadlock(Options.DeadlockAfter);
    }

    private void WatchForDeadlock(TimeSpan due)
    {
        watchesForDeadlock = true;
        deadlockTimer ??= Clock.CreateTimer(
            static state => ((ScopeState)state!).LookForDeadlock(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        deadlockTimer.Change(RoundUp(due), Timeout.InfiniteTimeSpan);
    }

    private void StopWatchingForDeadlock()
    {
        deadlockTimer?.Dispose();
        (deadlockTimer, watchesForDeadlock) = (null, false);
    }

    private void LookForDeadlock()
    {
        using var turn = Enter();
        if (!watchesForDeadlock) return;
        watchesForDeadlock = false;
        if (waiting == 0 || closedBecause is not null) return;
        var left = Options.DeadlockAfter - Clock.GetElapsedTime(happened);
        if (left > TimeSpan.Zero)
        {
            WatchForDeadlock(left);
            return;
        }

        // While none is found, none comes to be before something happens.
        var stuck = FindDeadlock();
        if (stuck.Exists(waiter => waiter.Party!.Kind != PartyKind.Background)) BreakDeadlock(stuck);
    }

    private void BreakDeadlock(List<Waiter> stuck)
    {
        List<string> facts =
        [
            $"deadlock: {OneLine.List(stuck.Select(Describe))}",
            $"no other party can end that, and nothing has happened for {OneLine.Of(Options.DeadlockAfter)}",
            .. Gone(trigger: null).Select(party => party.LabelEnded),
        ];
        var cause = OneLine.Of(OneLine.List(facts, "; "));
        foreach (var point in stuck.Select(waiter => waiter.Point!).Distinct().ToList())
        {
            if (point is Barrier barrier) barrier.Break(SyncError.Broken, cause, []);
            else Lose(point, Foreground(point).ToList(), cause, []);
        }
    }

    private static string Describe(Waiter waiter) => waiter.Point switch
    {
        Barrier barrier => $"{waiter.Party!.Name} waits at {barrier.Title}",
        HeldLock held => $"{waiter.Party!.Name} waits for {held.Title}, which {held.Holder!.Name} holds",
        var point => $"{waiter.Party!.Name} waits for {point!.Title}",
    };

    /// <summary>The waits of all that cannot go on.</summary>
    private List<Waiter> FindDeadlock()
    {
        List<Party> all = [.. parties.All.Where(party => party.Ending is null)];
        foreach (var party in all) party.CanGoOn = false;
        List<WaitPoint> points = [.. awaited, .. waitedAt];
        foreach (var point in points) point.CanEnd = false;
        bool changed;
        do
        {
            changed = false;
            foreach (var party in all)
                if (!party.CanGoOn && GoesOn(party)) changed = party.CanGoOn = true;
            var hasHelper = all.Exists(party => party.CanGoOn && party.Only is null);
            foreach (var point in points)
                if (!point.CanEnd && CanBeFulfilled(point, hasHelper)) changed = point.CanEnd = true;
        }
        while (changed);
        return [.. all.Where(party => !party.CanGoOn).SelectMany(party => party.Waits)];
    }

    private static bool GoesOn(Party party)
    {
        if (party.Waits.Count == 0) return party.Follows is not { Ending: null } before || before.CanGoOn;
        foreach (var wait in party.Waits)
            if (wait.Limit is not null || wait.Point!.CanEnd) return true;
        return false;
    }

    private bool CanBeFulfilled(WaitPoint point, bool hasHelper) => point switch
    {
        Barrier barrier => barrier.CanBeFilledBy(
            party => party is { Ending: null, CanGoOn: true } && party.MayArriveAt(barrier) && !party.WaitsAt(barrier), parties.All),
        HeldLock held => held.Holder is not { CanGoOn: false },
        _ => hasHelper,
    };
}
