namespace StreamLib.Sync;

/// <summary>One request that may have to wait: an object that waits at a point of a scope and is completed by a call, never polled.</summary>
/// <remarks>All fields belong to the lock of the scope in which it waits. It can be used again after its completion.</remarks>
internal abstract class Waiter : IDisposable
{
    private ITimer? timer;
    private int isHeldBack;

    internal ScopeState? Scope { get; set; }

    internal Party? Party { get; set; }

    /// <summary>Where it waits; <c>null</c> when it does not.</summary>
    internal WaitPoint? Point { get; set; }

    /// <summary>The count or the sequence number that it waits for.</summary>
    internal long Threshold { get; set; }

    internal long Since { get; set; }

    /// <summary>How long it waits by its own clock; <c>null</c> for until the deadline of its party or scope.</summary>
    internal TimeSpan? Limit { get; set; }

    internal Answer Answer { get; set; }

    internal Waiter? Previous { get; set; }

    internal Waiter? Next { get; set; }

    internal TimeSpan Waited => Scope!.Clock.GetElapsedTime(Since);

    public virtual void Dispose() => timer?.Dispose();

    /// <summary>Whether nobody is there any more to be answered.</summary>
    internal virtual bool IsGone => false;

    /// <summary>Hands <see cref="Answer"/> to the one who asked; called outside the lock, once for each wait.</summary>
    internal abstract void Deliver();

    /// <summary>Ends the wait, if it still waits.</summary>
    internal void Abandon(WaitEnd why)
    {
        if (!TryDeliverHeldBack()) Scope?.Abandon(this, why);
    }

    /// <summary>Answers a request that waits for nothing, but later.</summary>
    internal void HoldBack(Answer answer, TimeProvider clock, TimeSpan delay)
    {
        Answer = answer;
        Volatile.Write(ref isHeldBack, 1);
        StartTimer(clock, delay);
    }

    internal void StartTimer(TimeProvider clock, TimeSpan due)
    {
        if (timer is null) timer = clock.CreateTimer(static state => ((Waiter)state!).TimerFired(), this, due, Timeout.InfiniteTimeSpan);
        else timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    internal void StopTimer() => timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void TimerFired()
    {
        if (!TryDeliverHeldBack()) Scope?.TimerFired(this);
    }

    private bool TryDeliverHeldBack()
    {
        if (Interlocked.Exchange(ref isHeldBack, 0) == 0) return false;
        StopTimer();
        Deliver();
        return true;
    }
}
