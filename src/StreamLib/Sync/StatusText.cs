namespace StreamLib.Sync;

/// <summary>The state of a scope in lines for people.</summary>
internal static class StatusText
{
    private const int MostLines = 500;

    internal static string Of(
        ScopeState scope,
        IReadOnlyCollection<Barrier> barriers,
        IReadOnlyCollection<SignalCount> signals,
        IReadOnlyCollection<SharedValue> values,
        IReadOnlyCollection<Topic> topics,
        IReadOnlyCollection<HeldLock> locks)
    {
        var lines = new List<string> { $"scope {scope.Name}{(scope.IsSealed ? ", sealed" : "")}; {scope.Joined()}" };
        if (scope.FailedBecause is { } cause) lines.Add($"failed: {cause}");
        var things = scope.Streams.Select(stream =>
                $"stream {stream.Describe(scope.Clock)}, role {stream.Role}{(stream.Left ? ", left the barriers" : "")}")
            .Concat(barriers.Select(barrier => barrier.Describe()))
            .Concat(signals.Select(signal => $"signal {signal.Name}: {signal.Count}{Waiting(signal)}"))
            .Concat(values.Select(value => $"key {value.Name}: {(value.Value is null ? "not set" : "set")}{Waiting(value)}"))
            .Concat(topics.Select(topic => $"topic {topic.Name}: {topic.Count} messages{Waiting(topic)}"))
            .Concat(locks.Select(held => $"lock {held.Name}: {held.Held}{Waiting(held)}"));

        // Made one by one: a scope with a hundred thousand names must not hold its parties up for the lines that nobody gets to see.
        lines.AddRange(things.Take(MostLines));
        var left = scope.Streams.Count + barriers.Count + signals.Count + values.Count + topics.Count + locks.Count - MostLines;
        if (left > 0) lines.Add($"and {left} more lines");
        return string.Join('\n', lines.Select(line => OneLine.Of(line)));
    }

    private static string Waiting(WaitPoint point) => point.Waiters.Count == 0
        ? ""
        : $"; waiting: {OneLine.List(point.Waiters.All().Select(waiter => $"{waiter.Party!.Name} for {OneLine.Of(waiter.Waited)}"))}";
}
