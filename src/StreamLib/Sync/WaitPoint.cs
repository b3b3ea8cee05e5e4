namespace StreamLib.Sync;

/// <summary>Something in a scope at which requests wait: a barrier, a signal, a key, a topic, a lock. All of it under the lock of the scope.</summary>
internal abstract class WaitPoint(ScopeState scope, string name)
{
    internal string Name { get; } = name;

    internal WaitQueue Waiters { get; } = new();

    /// <summary>What it is, as in <c>barrier setup</c>.</summary>
    internal abstract string Title { get; }

    protected ScopeState Scope { get; } = scope;

    /// <summary>
    /// What is said when no party can fulfil its waits any more: <c>key server_ip can no longer be set</c>; <c>null</c> where that is found
    /// in another way.
    /// </summary>
    internal virtual string? Lost => null;

    /// <summary>Who waits for this or another one.</summary>
    internal List<AnyPoint>? Watchers { get; set; }

    /// <summary>A party that could fulfil its waits when that was asked last.</summary>
    internal Party? Helper { get; set; }

    /// <summary>What the search for a deadlock has found so far: whether its waits can still be fulfilled.</summary>
    internal bool CanEnd { get; set; }

    /// <summary>Whether nothing is lost when it is forgotten.</summary>
    protected abstract bool IsEmpty { get; }

    /// <summary>Ends one wait. Only a barrier breaks by that for the others.</summary>
    internal virtual void Abandon(Waiter waiter, WaitEnd why)
    {
        Scope.Log.Note($"{waiter.Party!.Name} no longer waits, after {OneLine.Of(waiter.Waited)}: {Lack(waiter)}");
        Scope.Complete(waiter, AnswerTo(waiter, why, time => $"{Lack(waiter)} {time}{Scope.Others(waiter.Party!)}"));
        ForgetIfEmpty();
    }

    /// <summary>What a waiter lacks, in the past tense and without the time: <c>key server_ip was not set</c>.</summary>
    internal abstract string Lack(Waiter waiter);

    internal void CompleteAll(Answer answer)
    {
        while (Waiters.First is { } waiter) Scope.Complete(waiter, answer);
        ForgetIfEmpty();
    }

    internal void ForgetIfEmpty()
    {
        if (Waiters.Count == 0 && Watchers is null or { Count: 0 } && IsEmpty) Forget();
    }

    /// <summary>Answers those who wait for this or another one, after something happened here.</summary>
    protected void TellWatchers()
    {
        if (Watchers is null) return;
        foreach (var any in Watchers.ToList())
            if (any.Look() is { } answer) any.CompleteAll(answer);
    }

    /// <summary>Takes it out of the table of its scope.</summary>
    protected abstract void Forget();

    /// <summary>What the one whose wait ended is told.</summary>
    /// <param name="waiter">Who waits.</param>
    /// <param name="why">Why it ends.</param>
    /// <param name="timeout">The text of a timeout.</param>
    protected static Answer AnswerTo(Waiter waiter, WaitEnd why, Func<string, string> timeout) => why switch
    {
        WaitEnd.TimedOut => Answer.Fail(SyncError.Timeout, timeout($"within {OneLine.Of(waiter.Limit!.Value)}")),
        WaitEnd.DeadlinePassed => Answer.Fail(SyncError.Timeout, timeout($"before the deadline of {waiter.Scope!.DeadlineOwner(waiter)}, in {OneLine.Of(waiter.Waited)}")),
        WaitEnd.TooMuchSentAhead => Answer.Fail(SyncError.Limit, "too much was sent ahead while a request waits; this connection ends"),
        WaitEnd.PartyEnded => Answer.Fail(SyncError.Closed, waiter.Party!.Ended),
        _ => Answer.Fail(SyncError.Closed, "the wait was given up"),
    };
}
