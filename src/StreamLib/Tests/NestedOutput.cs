using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>Where a nested test reports: the <c>events.jsonl</c> of its output folder, and the console for a person.</summary>
internal sealed class NestedOutput(string? folder, TextWriter console)
{
    private readonly Lock gate = new();
    private readonly List<string> warnings = [];

    /// <summary>What there was to warn of, in one line; empty for nothing.</summary>
    public string Warned
    {
        get
        {
            lock (gate) return OutcomeException.Joined(warnings);
        }
    }

    public void Metric(string name, double value, string unit)
    {
        // JSON has no NaN and no infinity: what is reported as a text is not understood, and said in every report.
        JsonNode number = double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);
        Report(new JsonObject { ["type"] = "metric", ["name"] = name, ["value"] = number, ["unit"] = unit });
        SayWhenAlone(string.Create(CultureInfo.InvariantCulture, $"metric {name}={value:0.###} {unit}").TrimEnd());
    }

    public void Note(string text)
    {
        Report(new JsonObject { ["type"] = "note", ["text"] = text });
        SayWhenAlone(text);
    }

    // At once, and as a note: what is killed later has said it all the same.
    public void Warn(string text)
    {
        lock (gate) warnings.Add(text);
        Note($"warning: {text}");
    }

    public void Outcome(Outcome outcome, string message, string trace)
    {
        if (message.Length > 0) Report(new JsonObject { ["type"] = "message", ["text"] = message });
        if (trace.Length > 0) Report(new JsonObject { ["type"] = "trace", ["text"] = trace });
        Report(new JsonObject { ["type"] = "outcome", ["outcome"] = JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()) });
    }

    public void Say(string text)
    {
        lock (gate) console.WriteLine(text);
    }

    // What is reported is shown by whoever reads the reports.
    private void SayWhenAlone(string text)
    {
        if (folder is null) Say(text);
    }

    // Appended and closed each time: what has been reported is there even when the process is killed.
    private void Report(JsonObject line)
    {
        if (folder is null) return;
        lock (gate)
        {
            // A test may have removed it.
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, "events.jsonl"), line.ToJsonString() + "\n");
        }
    }
}
