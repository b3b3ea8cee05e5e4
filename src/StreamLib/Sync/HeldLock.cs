namespace StreamLib.Sync;

/// <summary>A lock, held by a party, not by a connection; who waits gets it in the order of asking.</summary>
internal sealed class HeldLock(ScopeState scope, string name) : WaitPoint(scope, name)
{
    private long since;

    internal override string Title => $"lock {Name}";

    internal Party? Holder { get; private set; }

    /// <summary>Who holds it, and for how long.</summary>
    internal string Held => $"{Holder!.Name} has held it for {OneLine.Of(Scope.Clock.GetElapsedTime(since))}";

    protected override bool IsEmpty => Holder is null;

    internal override string Lack(Waiter waiter) => $"lock {Name} was not free ({Held})";

    internal void Take(Party party)
    {
        (Holder, since) = (party, Scope.Clock.GetTimestamp());
        Scope.Log.Note($"{party.Name} took lock {Name}");
    }

    internal void Release(string how)
    {
        Scope.Log.Note($"lock {Name} of {Holder!.Name} {how}");
        Holder = null;
        if (Waiters.First is not { } next)
        {
            ForgetIfEmpty();
            return;
        }

        Take(next.Party!);
        Scope.Complete(next, Answer.Ok);
    }

    protected override void Forget() => Scope.Forget(this);
}
