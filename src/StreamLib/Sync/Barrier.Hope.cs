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

    /// <summary>Whether some wait here for a number of parties; those that do are looked at by the scope (<see cref="ScopeState.LookForHope"/>).</summary>
    internal bool IsOfNumber => Waiters.Count > 0 && count is { IsNumber: true };

    /// <summary>What the scope has found so far.</summary>
    internal bool MayFill { get; set; } = true;

    /// <summary>Whether all who wait here wait until it passes or breaks: in a command there may be a time limit that nobody here knows.</summary>
    internal bool IsHeldByAll
    {
        get
        {
            for (var waiter = Waiters.First; waiter is not null; waiter = waiter.Next)
                if (waiter.Party!.Only != Name || waiter.Limit is not null || waiter.Party.Deadline is not null) return false;
            return true;
        }
    }

    /// <summary>Whether enough parties can still come.</summary>
    internal bool CanFill()
    {
        if (count is { IsNumber: true }) return Scope.CanStillCome(this, needed - Arrived) >= needed - Arrived;
        foreach (var stream in Scope.Streams)
            if (count!.Value.Covers(stream) && !arrivedStreams.Contains(stream) && !Scope.CanStillCome(this, stream)) return false;
        return true;
    }

    /// <summary>Whether those who can come are enough.</summary>
    internal bool CanBeFilledBy(Func<Party, bool> canCome, IEnumerable<Party> all) => count is { IsNumber: true }
        ? all.Where(canCome).Take(needed - Arrived).Count() >= needed - Arrived
        : Missing().All(stream => stream.Parties.Exists(party => canCome(party)));

    /// <summary>Looks again when a party ended, or the scope was sealed.</summary>
    internal void PartyEnded(Party? ended)
    {
        if (Waiters.Count == 0) return;
        if (count is { IsNumber: true }) return;
        if (ended is null || (ended.Stream is { Active: 0 } && count!.Value.Covers(ended.Stream)))
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

    /// <summary>Who is missing, in few words: what the missing do is said elsewhere.</summary>
    internal string Lacks
    {
        get
        {
            var missing = OneLine.Sentence([.. Missing().Select(stream => stream.Name)]);
            return count is { IsNumber: true }
                ? $"barrier {Name} has {Arrived} of {needed} and misses {needed - Arrived} more, of {missing}"
                : $"barrier {Name} has {Arrived} of {needed} and misses {missing}";
        }
    }

    internal string Describe() => Broken is { } broken
        ? $"barrier {Name} is broken: {broken.Cause}"
        : Waiters.Count == 0
            ? $"barrier {Name}: passed {Generation} times, nobody waits"
            : $"barrier {Name} for {count}, generation {Generation + 1}: {Report()}";

    private bool BreakIfHopeless(Party? trigger = null)
    {
        if (!Scope.IsSealed || !Missing().Any(stream => stream.Active == 0)) return false;
        BreakSinceNobodyElseCanCome(trigger);
        return true;
    }

    /// <summary>Breaks it, and tells whose end made it hopeless.</summary>
    internal void BreakSinceNobodyElseCanCome(Party? trigger)
    {
        var isNumber = count!.Value.IsNumber;
        var dead = Missing().Where(stream => stream.Active == 0).ToList();
        // That one of its tests passed explains nothing while a stream goes on.
        bool GoesOn(Party party) => isNumber && party is { Ending: SyncEnding.Passed, Stream.Active: > 0 };
        if (trigger is not null && GoesOn(trigger)) trigger = null;

        // The one whose end made it hopeless explains most, then those who failed; those who passed long ago explain least.
        var gone = isNumber
            ? Scope.EndedParties.Where(party => !GoesOn(party)).OrderBy(party => party == trigger ? 0 : party.Ending == SyncEnding.Passed ? 2 : 1).ToList()
            : dead.Select(stream => stream.LastEnded).OfType<Party>().ToList();
        if (isNumber && trigger is not null) gone.RemoveAll(party => party != trigger && party.Ending == SyncEnding.Passed);
        // Of a stream that failed, the first that ended says why all after it have not run.
        var reasons = gone.DistinctBy(party => (object?)party.Stream ?? party).Select(party => party.LabelEnded)
            .Concat(dead.Where(stream => !isNumber && stream.LastEnded is null)
                .Select(stream => $"{stream.Name} has no test that could arrive"));
        var waiting = Waiters.All().Select(waiter => waiter.Party!.Label).ToList();
        var because = OneLine.List(reasons, "; ");
        Break(
            SyncError.Broken,
            $"barrier {Name} can no longer fill: needs {needed}: {OneLine.Sentence(waiting)} {(waiting.Count == 1 ? "waits" : "wait")}; "
                + (because.Length > 0 ? because : "no other party can arrive"),
            [.. (trigger is not null ? [trigger] : gone).Concat(ExpectedAmong(dead, trigger)).Distinct()]);
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
