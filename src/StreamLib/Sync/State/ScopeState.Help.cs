using System.Collections.Immutable;

namespace StreamLib.Sync;

/// <summary>
/// Which waits for data no party can fulfil any more: all others have ended, cannot start before the wait ends, or wait for the same thing.
/// </summary>
internal sealed partial class ScopeState
{
    /// <summary>Everything but barriers at which somebody waits.</summary>
    private readonly HashSet<WaitPoint> awaited = [];

    /// <summary>Breaks what can no longer be fulfilled, after a party ended or the scope was sealed.</summary>
    private void LookForHelp(Party? trigger)
    {
        if (IsSealed && awaited.Count > 0) EndIfNobodyCan([.. awaited], trigger);
    }

    /// <summary>Breaks the waits at some points that can no longer be fulfilled: all, before one that is released can act.</summary>
    private void EndIfNobodyCan(WaitPoint[] points, Party? trigger)
    {
        bool found;
        do
        {
            var all = points.Select(point => (Point: point, Waiters: HopelessAt(point))).Where(at => at.Waiters.Count > 0).ToList();
            foreach (var (point, waiters) in all) Lose(point, waiters, trigger);
            found = all.Count > 0;
        }
        while (found);
    }

    /// <summary>
    /// The waits at a point that can no longer be fulfilled. The first to end by its own time can hope for no other one that waits there;
    /// the later ones can hope for it.
    /// </summary>
    private List<Waiter> HopelessAt(WaitPoint point)
    {
        if (!IsSealed || point.Lost is null || point.Waiters.Count == 0 || HasHelper(point)) return [];
        var first = point.Waiters.All().Min(EndOf);
        return [.. Foreground(point).Where(waiter => EndOf(waiter) == first)];
    }

    private void Lose(WaitPoint point, List<Waiter> hopeless, Party? trigger)
    {
        var gone = Gone(trigger);
        var because = gone.IsEmpty ? "no other party can do it" : OneLine.List(gone.Select(party => party.LabelEnded), "; ");
        var names = hopeless.Select(waiter => waiter.Party!.Label).Distinct().ToList();
        Lose(point, hopeless, $"{point.Lost}: {OneLine.Sentence(names)} {(names.Count == 1 ? "waits" : "wait")}; {because}", gone);
    }

    private void Lose(WaitPoint point, IEnumerable<Waiter> waiters, string cause, ImmutableArray<Party> culprits)
    {
        cause = OneLine.Of(cause);
        Log.Note(cause);
        var broken = new BarrierBreak(point.Name, SyncError.Broken, cause, culprits);
        foreach (var waiter in waiters)
        {
            waiter.Party!.LastBreak = broken;
            Complete(waiter, Answer.Fail(SyncError.Broken, cause));
        }

        point.ForgetIfEmpty();
    }

    private static IEnumerable<Waiter> Foreground(WaitPoint point) =>
        point.Waiters.All().Where(waiter => waiter.Party!.Kind != PartyKind.Background);

    private bool HasHelper(WaitPoint point)
    {
        // Mostly it is the same one as before, and there may be thousands.
        if (point.Helper is { } known && CanHelp(known, point)) return true;
        point.Helper = null;
        foreach (var party in parties.All)
        {
            if (!CanHelp(party, point)) continue;
            point.Helper = party;
            return true;
        }

        return false;
    }

    // A party that waits elsewhere may have a time limit that nobody here knows, or do something else meanwhile.
    private static bool CanHelp(Party party, WaitPoint point)
    {
        if (party.Ending is not null || party.Only is not null || WaitsForSame(party, point)) return false;
        for (var before = party.Follows; before is { Ending: null }; before = before.Follows)
            if (WaitsForSame(before, point)) return false;
        return true;
    }

    /// <summary>
    /// Who has ended, one of each stream: the one whose end left nobody, then those who failed. That one of its steps passed explains
    /// nothing while a stream goes on.
    /// </summary>
    private ImmutableArray<Party> Gone(Party? trigger) =>
    [
        .. EndedParties.Where(party => party is not { Ending: SyncEnding.Passed, Stream.Active: > 0 })
            .OrderBy(party => party == trigger ? 0 : party.Ending == SyncEnding.Passed ? 2 : 1)
            .DistinctBy(party => (object?)party.Stream ?? party),
    ];

    private long EndOf(Waiter waiter) => waiter.Limit is { } limit
        ? waiter.Since + (long)(limit.TotalSeconds * Clock.TimestampFrequency)
        : long.MaxValue;
}
