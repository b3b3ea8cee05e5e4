using System.Globalization;

namespace StreamLib.Results;

/// <summary>What a result file tells of a stream beside its cases: always more than one property, since readers lose a single one.</summary>
internal static class StreamProperties
{
    public static IEnumerable<KeyValuePair<string, string>> Of(StreamReport stream)
    {
        yield return new("stream", stream.Name);
        yield return new("role", stream.Role);
        if (stream.Address.Length > 0) yield return new("host.address", stream.Address);
        if (stream.System.Length > 0) yield return new("host.os", stream.System);
        if (ExitStatus(stream) is { } status) yield return new("exit.code", status.ToString(CultureInfo.InvariantCulture));
        foreach (var metric in Metrics(stream)) yield return metric;
    }

    /// <summary>The exit status that explains how the stream ended: the first bad one, else the last.</summary>
    private static int? ExitStatus(StreamReport stream)
    {
        var ended = stream.Nested.Where(n => n.ExitStatus is not null).ToArray();
        return (ended.FirstOrDefault(n => n.Outcome == stream.Outcome && n.ExitStatus != 0) ?? ended.LastOrDefault())?.ExitStatus;
    }

    /// <summary>The last value of each metric; a second nested test that measures the same has its id in the name.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Metrics(StreamReport stream)
    {
        var seen = new HashSet<string>();
        foreach (var nested in stream.Nested)
        {
            foreach (var metric in nested.Metrics.GroupBy(m => (m.Name, m.Unit)).Select(g => g.Last()))
            {
                var name = $"metric.{metric.Name}{(metric.Unit.Length == 0 ? "" : $".{metric.Unit}")}";
                var value = metric.Value.ToString(CultureInfo.InvariantCulture);
                yield return new(seen.Add(name) ? name : $"{name} ({nested.Id})", value);
            }
        }
    }
}
