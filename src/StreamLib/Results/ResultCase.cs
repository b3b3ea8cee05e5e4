using System.Collections.Immutable;

namespace StreamLib.Results;

/// <summary>The few states that readers of result files agree on.</summary>
internal enum Verdict
{
    Passed,
    Failed,
    Error,
    Skipped,
}

/// <summary>A case of a result file, the same in every format.</summary>
internal sealed record ResultCase
{
    public required string ClassName { get; init; }

    public required string Name { get; init; }

    /// <summary>The same on every run.</summary>
    public required Guid TestId { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>What kind of failure or skip, as in <c>aborted</c>; empty for a plain skip.</summary>
    public string Type { get; init; } = "";

    /// <summary>Why, in one line; empty when it passed.</summary>
    public string Message { get; init; } = "";

    /// <summary>More of why.</summary>
    public string Details { get; init; } = "";

    /// <summary>Notes, metrics and what else a reader wants to see, a line each.</summary>
    public ImmutableArray<string> Output { get; init; } = [];

    /// <summary>The metrics alone, a line each.</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];

    /// <summary>The parameters of its test.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>How the same case failed in earlier attempts.</summary>
    public ImmutableArray<ResultCase> Earlier { get; init; } = [];

    /// <summary>Files that belong to it, as absolute paths.</summary>
    public ImmutableArray<string> Attachments { get; init; } = [];

    public DateTimeOffset Started { get; init; }

    public TimeSpan Duration { get; init; }
}

/// <summary>The cases of one place: the overall case on the controller, or a stream with its nested tests on its host.</summary>
internal sealed record ResultSuite
{
    public required string Name { get; init; }

    public required string Host { get; init; }

    public DateTimeOffset Started { get; init; }

    public TimeSpan Duration { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Properties { get; init; } = [];

    public ImmutableArray<ResultCase> Cases { get; init; } = [];
}
