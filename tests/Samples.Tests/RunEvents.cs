using System.Text.Json.Nodes;

namespace StreamLibSamplesTests;

/// <summary>What events.jsonl tells of a run.</summary>
internal sealed class RunEvents(string jsonl)
{
    private readonly JsonNode[] events = [.. jsonl.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>When it began and ended.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Time => (TimeOf(events[0]), TimeOf(events[^1]));

    /// <summary>What was measured, by name.</summary>
    public ILookup<string, (double Value, string Unit)> Metrics => events
        .Where(e => (string?)e["event"] == "metric")
        .ToLookup(e => (string)e["name"]!, e => ((double)e["value"]!, (string)e["unit"]!));

    /// <summary>What nested tests noted.</summary>
    public IReadOnlyList<string> Notes => [.. events.Where(e => (string?)e["event"] == "note").Select(e => (string)e["text"]!)];

    private static DateTimeOffset TimeOf(JsonNode runEvent) => DateTimeOffset.Parse((string)runEvent["time"]!, System.Globalization.CultureInfo.InvariantCulture);
}
