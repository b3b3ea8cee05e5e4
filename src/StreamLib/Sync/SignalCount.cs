namespace StreamLib.Sync;

/// <summary>A name that is counted up.</summary>
internal sealed class SignalCount(ScopeState scope, string name) : WaitPoint(scope, name)
{
    internal override string Title => $"signal {Name}";

    internal long Count { get; private set; }

    protected override bool IsEmpty => Count == 0;

    internal override string Lack(Waiter waiter) => $"{Name} was signalled {Count} times, not {waiter.Threshold},";

    internal override string Lost => $"{Title} can no longer be signalled, and was {Count} times";

    internal long CountUp()
    {
        Count++;
        for (var waiter = Waiters.First; waiter is not null;)
        {
            var next = waiter.Next;
            if (waiter.Threshold <= Count) Scope.Complete(waiter, Answer.Ok);
            waiter = next;
        }

        TellWatchers();
        return Count;
    }

    protected override void Forget() => Scope.Forget(this);
}
