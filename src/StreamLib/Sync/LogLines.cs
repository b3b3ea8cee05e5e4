namespace StreamLib.Sync;

/// <summary>The last lines of the log of a scope, for a job in another process. Reading them is not itself worth a line.</summary>
internal sealed class LogLines(ScopeState scope) : WaitPoint(scope, "log")
{
    private const int Most = 10_000;
    private const int MostCharacters = 1024 * 1024;
    private readonly Queue<string> lines = new();
    private long last;
    private int characters;

    internal override string Title => "the log";

    protected override bool IsEmpty => false;

    internal override string Lack(Waiter waiter) => "the log had no other line";

    internal void Append(string line)
    {
        lines.Enqueue(line);
        characters += line.Length;
        while (lines.Count > Most || characters > MostCharacters) characters -= lines.Dequeue().Length;
        last++;
        if (Waiters.Count == 0) return;
        var answer = Line(last);
        while (Waiters.First is { } waiter) Scope.Complete(waiter, answer);
    }

    /// <summary>The first line after a number, as far as it is still kept.</summary>
    internal Answer After(long number, TimeSpan? limit, Waiter waiter)
    {
        if (number < last) return Line(Math.Max(number + 1, last - lines.Count + 1));
        if (Scope.ClosedBecause is { } closed) return Answer.Fail(SyncError.Closed, closed);
        Scope.Hold(waiter, Scope.Control, this, limit);
        if (limit is not null) Scope.StartClock(waiter);
        return Answer.Pending;
    }

    internal override void Abandon(Waiter waiter, WaitEnd why) =>
        Scope.Complete(waiter, AnswerTo(waiter, why, time => $"{Lack(waiter)} {time}"));

    protected override void Forget()
    {
    }

    private Answer Line(long number) => Answer.Of(new SyncMessage(number, "log", lines.ElementAt((int)(number - 1 - (last - lines.Count)))));
}
