using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>What the runs of a repeated test tell together.</summary>
public sealed record RepeatReport
{
    /// <summary>The test; its runs are called NAME-run1, NAME-run2 and so on.</summary>
    public required string Name { get; init; }

    /// <summary>How many runs there are.</summary>
    public int Runs { get; init; }

    /// <summary>How many of them ended how; only what there is, the most frequent first.</summary>
    public ImmutableArray<OutcomeCount> Outcomes { get; init; } = [];

    /// <summary>The runs that did not do what they should, and why, in order.</summary>
    public ImmutableArray<UnpassedRun> NotPassed { get; init; } = [];

    /// <summary>How long a run took, in seconds; <c>null</c> when none ran to its end. Runs that were skipped or cancelled do not count.</summary>
    public Spread? Seconds { get; init; }

    /// <summary>What was measured, in the order in which it was first seen.</summary>
    public ImmutableArray<MetricSpread> Metrics { get; init; } = [];
}

/// <summary>How often there was an outcome.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Count">How often.</param>
public sealed record OutcomeCount(Outcome Outcome, int Count);

/// <summary>A run that did not pass.</summary>
/// <param name="Run">Its number, counted from 1.</param>
/// <param name="Test">Its name, by which its results go, as in <c>Flaky-run3</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Why">Why, in one line.</param>
public sealed record UnpassedRun(int Run, string Test, Outcome Outcome, string Why);

/// <summary>A metric over the runs of a test: of each run that measured it, the last value.</summary>
/// <param name="Stream">The stream; empty for what was measured of the test as a whole.</param>
/// <param name="Nested">The id of the nested test; empty for what was measured of the test as a whole.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">The unit; may be empty.</param>
/// <param name="Values">How the values spread.</param>
public sealed record MetricSpread(string Stream, string Nested, string Name, string Unit, Spread Values);
