namespace StreamLib.Sync;

/// <summary>Which barriers of a number can no longer fill: parties that have not started yet come no sooner than the one ends that they come after.</summary>
internal sealed partial class ScopeState
{
    private readonly HashSet<Barrier> waitedAt = [];
    private bool knowsOrder;
    private long look;

    internal void Opened(Barrier barrier) => waitedAt.Add(barrier);

    internal void Emptied(Barrier barrier) => waitedAt.Remove(barrier);

    /// <summary>Breaks the barriers of a number that can no longer fill, after somebody arrived somewhere, or ended.</summary>
    /// <param name="trigger">The one that ended; <c>null</c> for another reason.</param>
    internal void LookForHope(Party? trigger)
    {
        if (!IsSealed) return;
        // One after the other: who is released from one may come to the next.
        while (FindHopeless() is { } hopeless) hopeless.BreakSinceNobodyElseCanCome(trigger);
    }

    /// <summary>How many parties can still arrive at a barrier of those who do not wait there; no more than <paramref name="enough"/> are counted.</summary>
    internal int CanStillCome(Barrier barrier, int enough)
    {
        if (!knowsOrder) return ActiveParties - barrier.Waiters.Count;
        look++;
        var count = 0;
        foreach (var party in parties.All)
        {
            if (count >= enough) break;
            if (CanCome(party, barrier)) count++;
        }

        return count;
    }

    /// <summary>Whether a stream has a party that can still arrive at a barrier.</summary>
    internal bool CanStillCome(Barrier barrier, StreamState stream)
    {
        look++;
        foreach (var party in stream.Parties)
            if (CanCome(party, barrier)) return true;
        return false;
    }

    private Barrier? FindHopeless()
    {
        var hasNumbers = false;
        foreach (var barrier in waitedAt)
        {
            barrier.MayFill = true;
            hasNumbers |= barrier.IsOfNumber;
        }

        if (!hasNumbers) return null;
        foreach (var barrier in waitedAt)
            if (barrier.IsOfNumber && !barrier.CanFill()) return barrier;
        return knowsOrder && waitedAt.Count > 1 ? FindHopelessTogether() : null;
    }

    // Those who wait at one may keep those from coming for whom another one waits, and the other way round.
    private Barrier? FindHopelessTogether()
    {
        foreach (var barrier in waitedAt) barrier.MayFill = false;
        bool changed;
        do
        {
            changed = false;
            foreach (var barrier in waitedAt)
                if (!barrier.MayFill && barrier.CanFill()) changed = barrier.MayFill = true;
        }
        while (changed);
        foreach (var barrier in waitedAt)
            if (barrier.IsOfNumber && !barrier.MayFill) return barrier;
        return null;
    }

    private bool CanCome(Party party, Barrier barrier) =>
        !IsHeldBack(party, barrier) && party.Ending is null && party.MayArriveAt(barrier) && !party.WaitsAt(barrier);

    // Parties are looked at in the order in which they joined: the one before has been looked at.
    private bool IsHeldBack(Party party, Barrier barrier)
    {
        var isHeld = false;
        for (var before = party.Follows; before is { Ending: null } && !isHeld; before = before.Follows)
        {
            isHeld = (before.Look == look && before.IsHeld) || IsHeldAt(before, barrier);
            if (before.Look == look) break;
        }

        (party.Look, party.IsHeld) = (look, isHeld);
        return isHeld;
    }

    /// <summary>Whether a party waits at this barrier, or nowhere but at another one that does not fill before, and has no time of its own.</summary>
    private static bool IsHeldAt(Party party, Barrier barrier)
    {
        foreach (var wait in party.Waits)
            if (wait.Point == barrier || (wait.Point is Barrier { MayFill: false, IsHeldByAll: true } other && party.Only == other.Name)) return true;
        return false;
    }

    private void Order(Party party, string? after, string? only)
    {
        var before = after is null ? null : parties.Find(after);
        (party.Follows, party.Only) = (before, only);
        knowsOrder |= before is not null || only is not null;
    }

    private void CheckOrder(string name, string? after)
    {
        if (after is null) return;
        if (!parties.TryGet(after, out var before)) throw new SyncException(SyncError.Usage, $"join {name}", $"no party {after} has joined that {name} could come after; {Joined()}");
        for (var party = before; party is not null; party = party.Follows)
            if (party.Name == name) throw new SyncException(SyncError.Usage, $"join {name}", $"{name} cannot come after {after}, which comes after {name}");
    }
}
