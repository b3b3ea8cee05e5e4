using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>A nested test as far as it is known.</summary>
public sealed record NestedReport
{
    /// <summary>Its number in the stream and its name, as in <c>1-NetPerf</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What ran; empty when it was not reached.</summary>
    public string Command { get; init; } = "";

    /// <summary>The command line that runs it by hand.</summary>
    public string ByHand { get; init; } = "";

    /// <summary>Whether its stream went on while it ran.</summary>
    public bool Background { get; init; }

    /// <summary>When it started, in UTC; <c>null</c> when it was not reached.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended, or the last event before the report was made; <c>null</c> when it was not reached.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Why, in one line; empty when all went well.</summary>
    public string Message { get; init; } = "";

    /// <summary>More of why: a stack trace, or the last lines it wrote.</summary>
    public string Details { get; init; } = "";

    /// <summary>Its exit status; <c>null</c> when it ended by a signal or did not run as a command.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>The signal that ended it, as in <c>KILL</c>; <c>null</c> when none did.</summary>
    public string? Signal { get; init; }

    /// <summary>What it measured, in order: the first 1,000 values, and then the last value of each metric that has more.</summary>
    public ImmutableArray<MetricReport> Metrics { get; init; } = [];

    /// <summary>The count, the extremes, the mean and the last of all values of each metric of which not all are in
    /// <see cref="Metrics"/>; <c>null</c> when all values are there.</summary>
    public IReadOnlyList<MetricTotal>? MetricTotals { get; init; }

    /// <summary>What it had to say: the first 1,000 notes, and what else is not listed.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The last 20 lines it wrote.</summary>
    public ImmutableArray<string> Tail { get; init; } = [];

    internal TimeSpan Duration => Finished - Started ?? TimeSpan.Zero;
}

/// <summary>Something that a nested test measured.</summary>
/// <param name="Name">What, as in <c>throughput</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">The unit, as in <c>Mbit/s</c>; may be empty.</param>
public sealed record MetricReport(string Name, double Value, string Unit);

/// <summary>All values of a metric together.</summary>
/// <param name="Name">What was measured, as in <c>throughput</c>.</param>
/// <param name="Unit">The unit, as in <c>Mbit/s</c>; may be empty.</param>
/// <param name="Count">How many values there are.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="Last">The last.</param>
public sealed record MetricTotal(string Name, string Unit, int Count, double Min, double Max, double Mean, double Last);
