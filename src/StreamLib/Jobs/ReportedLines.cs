using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a nested test reported in the <c>events.jsonl</c> of its output folder.</summary>
internal sealed record ReportedLines
{
    /// <summary>What a test that left no report has reported.</summary>
    public static ReportedLines Empty { get; } = new();

    /// <summary>The worst outcome that it reported; <c>null</c> when it reported none that is understood.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Whether it said how it ended, also in words that are not understood.</summary>
    public bool IsOver { get; init; }

    /// <summary>The reason of its outcome.</summary>
    public string Message { get; init; } = "";

    public string Trace { get; init; } = "";

    public ImmutableArray<Metric> Metrics { get; init; } = [];

    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The first lines that are not understood, each bounded and in one line.</summary>
    public ImmutableArray<string> Strange { get; init; } = [];

    /// <summary>How many lines are not understood.</summary>
    public int StrangeCount { get; init; }

    /// <summary>The first outcome that is not understood; <c>null</c> when all are.</summary>
    public string? StrangeOutcome { get; init; }

    /// <summary>The first metric that cannot be read; <c>null</c> when all can.</summary>
    public string? StrangeMetric { get; init; }

    /// <summary>Why the report, which exists, could not be read to its end; <c>null</c> when it was.</summary>
    public string? Problem { get; init; }
}
