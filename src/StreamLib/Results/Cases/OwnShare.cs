namespace StreamLib.Results;

/// <summary>The time of a case that none of its parts has. Readers add up the times of cases: one that held its parts, too, would count
/// them twice.</summary>
internal static class OwnShare
{
    /// <summary>What is left of the time of a test, beside that of its streams.</summary>
    public static TimeSpan Of(TestReport test) => Of(test.Started, test.Finished, test.Streams.Select(s => (s.Started, s.Finished)));

    /// <summary>What is left of the time of a stream, beside that of its nested tests.</summary>
    public static TimeSpan Of(StreamReport stream) =>
        Of(stream.Started, stream.Finished, stream.Nested.Select(n => (n.Started, n.Finished)));

    private static TimeSpan Of(DateTimeOffset? started, DateTimeOffset? finished,
        IEnumerable<(DateTimeOffset? Started, DateTimeOffset? Finished)> parts)
    {
        if (started is not { } at || finished is not { } end) return TimeSpan.Zero;
        var own = TimeSpan.Zero;
        foreach (var (began, ended) in parts.OrderBy(p => p.Started))
        {
            if (began is not { } from || ended is not { } to) continue;
            if (from > at) own += (from < end ? from : end) - at;
            if (to > at) at = to < end ? to : end;
        }

        return end > at ? own + (end - at) : own;
    }
}
