namespace StreamLib.Sync;

/// <summary>Waits: how they begin and how they end.</summary>
internal sealed partial class ScopeState
{
    /// <summary>No wait is timed for longer; the clock of the system takes no more than 49 days.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>Lets a request wait at a point, or says why it cannot. <see cref="StartClock"/> follows when it still waits.</summary>
    internal Answer Begin(Waiter waiter, Party party, WaitPoint point, TimeSpan? limit)
    {
        if (closedBecause is { } closed) return Answer.Fail(SyncError.Closed, closed);
        if (failedBecause is { } cause)
        {
            TellWhoFailed(party, point.Name);
            return Answer.Fail(SyncError.Broken, cause);
        }

        if (party.Ending is not null) return Answer.Fail(SyncError.Closed, party.Ended);
        if (party.Waits.Count >= Options.MaxWaitsPerParty)
            return Answer.Fail(SyncError.Limit, $"{party.Name} has {party.Waits.Count} requests that wait; no more are allowed at once");
        Hold(waiter, party, point, limit);
        party.Waits.Add(waiter);
        waiting++;
        Happened();
        return Answer.Pending;
    }

    internal void Hold(Waiter waiter, Party party, WaitPoint point, TimeSpan? limit)
    {
        (waiter.Scope, waiter.Party, waiter.Point) = (this, party, point);
        waiter.Since = Clock.GetTimestamp();
        waiter.Limit = limit is null || limit == Timeout.InfiniteTimeSpan ? null : limit < LongestWait ? limit : LongestWait;
        point.Waiters.Add(waiter);
    }

    internal void StartClock(Waiter waiter)
    {
        if (waiter.Limit is { } limit)
        {
            if (limit <= TimeSpan.Zero) waiter.Point!.Abandon(waiter, WaitEnd.TimedOut);
            else waiter.StartTimer(Clock, limit);
        }
        else if (DeadlineOf(waiter) is { } due)
        {
            if (due <= Clock.GetUtcNow()) waiter.Point!.Abandon(waiter, WaitEnd.DeadlinePassed);
            else WatchDeadline(due);
        }
    }

    /// <summary>Ends a wait with its answer. It is delivered when the lock is free again.</summary>
    internal void Complete(Waiter waiter, Answer answer)
    {
        var point = waiter.Point!;
        point.Waiters.Remove(waiter);
        if (waiter.Party!.Waits.Remove(waiter)) waiting--;
        if (point.Waiters.Count == 0 && point is not Sync.Barrier) awaited.Remove(point);
        Happened();
        waiter.StopTimer();
        (waiter.Point, waiter.Answer) = (null, answer);
        if (lastDone is null) firstDone = waiter;
        else lastDone.Next = waiter;
        lastDone = waiter;
    }

    internal void Abandon(Waiter waiter, WaitEnd why)
    {
        using var turn = Enter();
        if (waiter.Scope == this) waiter.Point?.Abandon(waiter, why);
    }

    /// <summary>A timer that fires too early, or for an earlier wait of the same waiter, ends nothing.</summary>
    internal void TimerFired(Waiter waiter)
    {
        using var turn = Enter();
        if (waiter.Scope != this || waiter.Point is null || waiter.Limit is not { } limit) return;
        var left = limit - waiter.Waited;
        if (left > TimeSpan.Zero) waiter.StartTimer(Clock, RoundUp(left));
        else waiter.Point.Abandon(waiter, WaitEnd.TimedOut);
    }

    internal string? WaitHint { get; set; }

    /// <summary>Tells the log who waits for whom.</summary>
    internal void ReportWaits()
    {
        using var turn = Enter();
        var points = OpenPoints();
        foreach (var point in points)
        {
            if (point is Barrier barrier) Log.Note(barrier.Describe());
            else
                foreach (var waiter in point.Waiters.All())
                    Log.Note($"{waiter.Party!.Name} has waited for {OneLine.Of(waiter.Waited)}: {point.Lack(waiter)}");
        }

        if (points.Count > 0 && WaitHint is { } hint) Log.Note(hint);
    }

    internal void Close(string reason)
    {
        using var turn = Enter();
        if (closedBecause is not null) return;
        closedBecause = OneLine.Of(reason);
        StopWatching();
        StopWatchingForDeadlock();
        foreach (var point in OpenPoints()) point.CompleteAll(Answer.Fail(SyncError.Closed, reason));
        Log.Kept?.CompleteAll(Answer.Fail(SyncError.Closed, reason));
    }

    private Answer Wait(Waiter waiter, Party party, WaitPoint point, TimeSpan? limit, long threshold = 0)
    {
        waiter.Threshold = threshold;
        var answer = Begin(waiter, party, point, limit);
        if (answer.Kind != AnswerKind.Pending)
        {
            point.ForgetIfEmpty();
            return answer;
        }

        Log.Note($"{party.Name} waits for {point.Title}{(point is HeldLock held ? $"; {held.Held}" : "")}");
        awaited.Add(point);
        StartClock(waiter);
        if (IsSealed && waiter.Point == point) EndIfNobodyCan(anys.Count > 0 ? [point, .. RelatedTo(point)] : [point], trigger: null);
        return answer;
    }

    private List<WaitPoint> OpenPoints() =>
        [.. parties.All.Append(Control).SelectMany(party => party.Waits).Select(waiter => waiter.Point!).Distinct()];

    private static TimeSpan RoundUp(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));
}
