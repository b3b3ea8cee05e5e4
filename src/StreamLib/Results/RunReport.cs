using System.Collections.Immutable;
using System.Text.Json;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>A run as far as it is known: what results.json holds and every other report is made of.</summary>
public sealed record RunReport
{
    /// <summary>The id of the job.</summary>
    public required string Job { get; init; }

    /// <summary>The machine that controlled it.</summary>
    public string Controller { get; init; } = "";

    /// <summary>The version of StreamLib.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it started, in UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended, or the last event before the report was made.</summary>
    public DateTimeOffset Finished { get; init; }

    /// <summary>Whether the run had ended when the report was made. Otherwise what was running is <see cref="Outcome.Cancelled"/> in it.</summary>
    public bool Complete { get; init; }

    /// <summary>The worst of its tests.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>The exit code of the run: 0 all as expected, 1 a test failed, 3 only infrastructure went wrong, 130 cancelled.</summary>
    public int ExitCode { get; init; }

    /// <summary>The multi-stream tests, in the order in which they started.</summary>
    public ImmutableArray<TestReport> Tests { get; init; } = [];

    /// <summary>What the runs of each test that was repeated tell together, in the order in which they started; none where nothing was repeated.</summary>
    public ImmutableArray<RepeatReport> Repeats { get; init; } = [];

    /// <summary>The report as JSON, as in results.json.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Readable.RunReport) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException"><paramref name="json"/> is no report.</exception>
    public static RunReport FromJson(string json) =>
        JsonSerializer.Deserialize(json, ReportJson.Readable.RunReport) ?? throw new JsonException("The report is null.");

    /// <summary>The part of the report that is about one stream: a report of the same shape.</summary>
    /// <exception cref="ArgumentException">The run has no such stream.</exception>
    public RunReport Only(string test, string stream)
    {
        var inTest = Tests.FirstOrDefault(t => t.Name == test);
        var part = inTest?.Streams.FirstOrDefault(s => s.Name == stream) ?? throw new ArgumentException($"The run has no stream {test}/{stream}.", nameof(stream));
        var outcome = part.Outcome;
        return this with
        {
            Outcome = outcome,
            ExitCode = outcome.ExitCode(),
            Tests = [inTest.Only(part) with { EarlierAttempts = [.. inTest.EarlierAttempts.Select(a => a.Streams.FirstOrDefault(s => s.Name == stream) is { } then ? a.Only(then) : a with { Streams = [] })] }],
            Repeats = [],
        };
    }
}
