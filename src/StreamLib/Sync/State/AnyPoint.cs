namespace StreamLib.Sync;

/// <summary>Several signals, or several topics: who waits here is answered by the first of them.</summary>
/// <param name="scope">The scope.</param>
/// <param name="name">What tells it from other ones: who asks for the same waits at the same.</param>
/// <param name="parts">What it watches, in the order in which it was asked for.</param>
/// <param name="look">The answer of one of them; <c>null</c> while it has none.</param>
internal sealed class AnyPoint(ScopeState scope, string name, IReadOnlyList<WaitPoint> parts, Func<int, Answer?> look)
    : WaitPoint(scope, name)
{
    internal override string Title => $"any of {string.Join(", ", parts.Select(part => part.Title))}";

    internal override string Lost => parts[0] is Topic
        ? $"none of {List} can get more messages"
        : $"none of {List} can be signalled any more";

    protected override bool IsEmpty => true;

    private string List => OneLine.List(parts.Select(part => part.Title));

    internal override string Lack(Waiter waiter) => parts[0] is Topic
        ? $"none of {List} had a new message"
        : $"none of {List} was signalled {waiter.Threshold} times";

    internal bool Includes(WaitPoint point) => parts.Contains(point);

    /// <summary>The answer of the first that has one.</summary>
    internal Answer? Look()
    {
        for (var i = 0; i < parts.Count; i++)
            if (look(i) is { } answer) return answer;
        return null;
    }

    internal void Watch()
    {
        foreach (var part in parts) (part.Watchers ??= []).Add(this);
    }

    protected override void Forget()
    {
        Scope.Forget(this);
        foreach (var part in parts)
        {
            part.Watchers!.Remove(this);
            part.ForgetIfEmpty();
        }
    }
}
