namespace StreamLib.Sync;

/// <summary>The state of a scope in lines for people.</summary>
internal static class StatusText
{
    private const int MostLines = 500;

    internal static string Of(
        ScopeState scope,
        IEnumerable<Barrier> barriers,
        IEnumerable<SignalCount> signals,
        IEnumerable<SharedValue> values,
        IEnumerable<Topic> topics,
        IEnumerable<HeldLock> locks)
    {
        var lines = new List<string> { $"scope {scope.Name}{(scope.IsSealed ? ", sealed" : "")}; {scope.Joined()}" };
        if (scope.FailedBecause is { } cause) lines.Add($"failed: {cause}");
        lines.AddRange(scope.Streams.Select(stream =>
            $"stream {stream.Describe(scope.Clock)}, role {stream.Role}{(stream.Left ? ", left the barriers" : "")}"));
        lines.AddRange(barriers.Select(barrier => barrier.Describe()));
        lines.AddRange(signals.Select(signal => $"signal {signal.Name}: {signal.Count}{Waiting(signal)}"));
        lines.AddRange(values.Select(value => $"key {value.Name}: {(value.Value is null ? "not set" : "set")}{Waiting(value)}"));
        lines.AddRange(topics.Select(topic => $"topic {topic.Name}: {topic.Count} messages{Waiting(topic)}"));
        lines.AddRange(locks.Select(held => $"lock {held.Name}: {held.Held}{Waiting(held)}"));
        if (lines.Count > MostLines) lines = [.. lines.Take(MostLines), $"and {lines.Count - MostLines} more lines"];
        return string.Join('\n', lines.Select(line => OneLine.Of(line)));
    }

    private static string Waiting(WaitPoint point) => point.Waiters.Count == 0
        ? ""
        : $"; waiting: {OneLine.List(point.Waiters.All().Select(waiter => $"{waiter.Party!.Name} for {OneLine.Of(waiter.Waited)}"))}";
}
