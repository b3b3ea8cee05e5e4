using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>A stream as far as it is known.</summary>
public sealed record StreamReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The role it was made from; its own name for a single one.</summary>
    public string Role { get; init; } = "";

    /// <summary>The name of its host.</summary>
    public string Host { get; init; } = "";

    /// <summary>The address under test; empty until the host is open.</summary>
    public string Address { get; init; } = "";

    /// <summary>What the host is, as in <c>Linux 6.1.0 x86_64</c>; empty until the host is open.</summary>
    public string System { get; init; } = "";

    /// <summary>When it started, in UTC; <c>null</c> when it never did.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended, or the last event before the report was made; <c>null</c> when it never started.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Why, in one line; empty when all went well.</summary>
    public string Message { get; init; } = "";

    /// <summary>Warnings and errors about it and its host; the first 50.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Its nested tests: those of the plan, and those that a C# test started, in order.</summary>
    public ImmutableArray<NestedReport> Nested { get; init; } = [];

    /// <summary>The last 20 lines of its log.</summary>
    public ImmutableArray<TailLine> Tail { get; init; } = [];

    internal TimeSpan Duration => Finished - Started ?? TimeSpan.Zero;
}
