namespace StreamLib.Sync;

/// <summary>Whether a barrier can still fill, and who is missing.</summary>
internal sealed partial class Barrier
{
    /// <summary>Looks again when streams came or left.</summary>
    internal void StreamsChanged()
    {
        if (Waiters.Count == 0 || count is { IsNumber: true }) return;
        Recount();
        if (!PassIfFull()) BreakIfHopeless();
    }

    /// <summary>Looks again when a party ended, or the scope was sealed.</summary>
    internal void PartyEnded(Party? ended)
    {
        if (Waiters.Count == 0) return;
        if (ended is null || count is { IsNumber: true } || (ended.Stream is { Active: 0 } && count!.Value.Covers(ended.Stream)))
            BreakIfHopeless(ended);
    }

    /// <summary>Who arrived, who is missing, and what the missing are doing.</summary>
    internal string Report()
    {
        var arrived = OneLine.List(Waiters.All().Select(waiter => waiter.Party!.Name));
        var missing = OneLine.List(Missing().Select(stream => stream.Describe(Scope.Clock)));
        if (count is { IsNumber: true } && missing.Length > 0) missing = $"{needed - Arrived} more, of {missing}";
        else if (missing.Length == 0) missing = $"{needed - Arrived} more";
        return $"{Arrived} of {needed} arrived: {arrived}; missing: {missing}";
    }

    internal string Describe() => Broken is { } broken
        ? $"barrier {Name} is broken: {broken.Cause}"
        : Waiters.Count == 0
            ? $"barrier {Name}: passed {Generation} times, nobody waits"
            : $"barrier {Name} for {count}, generation {Generation + 1}: {Report()}";

    private bool BreakIfHopeless(Party? trigger = null) => Scope.IsSealed && BreakIfNobodyElseCanCome(trigger);

    private bool BreakIfNobodyElseCanCome(Party? trigger)
    {
        var dead = Missing().Where(stream => stream.Active == 0).ToList();
        if (count!.Value.IsNumber ? Scope.ActiveParties >= needed : dead.Count == 0) return false;

        // The one whose end made it hopeless explains most, then those who failed; those who passed long ago explain least.
        var gone = count.Value.IsNumber
            ? Scope.EndedParties.OrderBy(party => party == trigger ? 0 : party.Ending == SyncEnding.Passed ? 2 : 1).ToList()
            : dead.Select(stream => stream.LastEnded).OfType<Party>().ToList();
        if (count.Value.IsNumber && trigger is not null) gone.RemoveAll(party => party != trigger && party.Ending == SyncEnding.Passed);
        var reasons = gone.Select(party => party.LabelEnded)
            .Concat(dead.Where(stream => !count.Value.IsNumber && stream.LastEnded is null)
                .Select(stream => $"{stream.Name} has no test that could arrive"));
        var waiting = Waiters.All().Select(waiter => waiter.Party!.Label).ToList();
        var because = OneLine.List(reasons, "; ");
        Break(
            SyncError.Broken,
            $"barrier {Name} can no longer fill: needs {needed}: {OneLine.Sentence(waiting)} {(waiting.Count == 1 ? "waits" : "wait")}; "
                + (because.Length > 0 ? because : "no other party can arrive"),
            [.. (trigger is not null ? [trigger] : gone).Concat(ExpectedAmong(dead, trigger)).Distinct()]);
        return true;
    }

    // A stream may have gone on after a failure that was expected, or others may have ended after it: it is why nobody came all the same.
    // Where a number is awaited, that is the stream whose end left too few.
    private IEnumerable<Party> ExpectedAmong(List<StreamState> dead, Party? trigger) => Scope.EndedParties
        .Where(party => party.Ending == SyncEnding.ExpectedFailure && (count!.Value.IsNumber ? trigger is null || party.Stream == trigger.Stream : dead.Contains(party.Stream!)))
        .Take(1);

    private IEnumerable<StreamState> Missing()
    {
        if (count is not { IsNumber: true }) return Scope.Streams.Where(stream => count!.Value.Covers(stream) && !arrivedStreams.Contains(stream));
        var here = Waiters.All().Select(waiter => waiter.Party!.Stream).ToHashSet();
        return Scope.Streams.Where(stream => !here.Contains(stream));
    }
}
