using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Something that a nested test measured.</summary>
/// <param name="Name">What, as in <c>throughput</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">The unit, as in <c>Mbit/s</c>; may be empty.</param>
public sealed record Metric(string Name, double Value, string Unit);

/// <summary>How a nested test ended.</summary>
public sealed record NestedResult
{
    /// <summary>Who it was, as in <c>client1/1-NetPerf</c>.</summary>
    public required string Party { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why, in one line; empty when all went well.</summary>
    public string Message { get; init; } = "";

    /// <summary>More of why: a stack trace, or the last lines it wrote.</summary>
    public string Details { get; init; } = "";

    /// <summary>Its exit status; <c>null</c> when it ended by a signal or did not run as a command.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>The signal that ended it, as in <c>KILL</c>; <c>null</c> when none did.</summary>
    public string? Signal { get; init; }

    /// <summary>What it measured.</summary>
    public ImmutableArray<Metric> Metrics { get; init; } = [];
}
