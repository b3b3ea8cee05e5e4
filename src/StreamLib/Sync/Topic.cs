namespace StreamLib.Sync;

/// <summary>Messages in order. They stay, so that late readers miss nothing.</summary>
internal sealed class Topic(ScopeState scope, string name) : WaitPoint(scope, name)
{
    private readonly List<SyncMessage> messages = [];

    internal override string Title => $"topic {Name}";

    internal int Count => messages.Count;

    protected override bool IsEmpty => messages.Count == 0;

    internal override string Lack(Waiter waiter) => $"topic {Name} had no message after {waiter.Threshold}";

    internal override string Lost => $"{Title} can get no more messages, and has {Count}";

    internal SyncMessage? After(long sequence) => sequence < messages.Count ? messages[(int)Math.Max(0, sequence)] : null;

    internal long Append(string party, string value)
    {
        var message = new SyncMessage(messages.Count + 1, party, value);
        messages.Add(message);
        for (var waiter = Waiters.First; waiter is not null;)
        {
            var next = waiter.Next;
            if (waiter.Threshold < message.Sequence) Scope.Complete(waiter, Answer.Of(message));
            waiter = next;
        }

        TellWatchers();
        return message.Sequence;
    }

    protected override void Forget() => Scope.Forget(this);
}
