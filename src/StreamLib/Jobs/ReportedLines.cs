using System.Collections.Immutable;
using System.Text.Json;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a nested test reported in the <c>events.jsonl</c> of its output folder.</summary>
internal sealed record ReportedLines
{
    public static ReportedLines Empty { get; } = new();

    public Outcome? Outcome { get; init; }

    /// <summary>Whether it said how it ended, also in words that are not understood.</summary>
    public bool IsOver { get; init; }

    public string Message { get; init; } = "";

    public string Trace { get; init; } = "";

    public ImmutableArray<Metric> Metrics { get; init; } = [];

    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The lines that could not be understood.</summary>
    public ImmutableArray<string> Strange { get; init; } = [];

    /// <summary>Reads what a nested test left, which may be nothing, or cut off in the middle of a line.</summary>
    public static ReportedLines Read(string file)
    {
        // A test can put anything there; what is no regular file, such as a pipe, has no length.
        if (new FileInfo(file) is not { Exists: true, Length: > 0 }) return Empty;
        var report = Empty;
        foreach (var line in File.ReadLines(file).Where(l => l.Length > 0)) report = report.Add(line);
        return report;
    }

    private ReportedLines Add(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return Text(root, "type") switch
            {
                "metric" => this with { Metrics = Metrics.Add(new(Text(root, "name"), root.GetProperty("value").GetDouble(), Text(root, "unit"))) },
                "note" => this with { Notes = Notes.Add(Text(root, "text")) },
                "message" => this with { Message = Text(root, "text") },
                "trace" => this with { Trace = Text(root, "text") },
                "outcome" when Enum.TryParse<Outcome>(Text(root, "outcome"), ignoreCase: true, out var outcome) => this with { IsOver = true, Outcome = outcome },
                "outcome" => this with { IsOver = true, Strange = Strange.Add(line) },
                _ => this with { Strange = Strange.Add(line) },
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return this with { Strange = Strange.Add(line) };
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
