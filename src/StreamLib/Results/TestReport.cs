using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>A multi-stream test as far as it is known.</summary>
public sealed record TestReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What goes before the name in the class names of result files.</summary>
    public string Suite { get; init; } = "";

    /// <summary>The attempt that is reported, counted from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How many attempts it might have had.</summary>
    public int MostAttempts { get; init; } = 1;

    /// <summary>The attempts before this one, the first one first; each ended in an <see cref="Outcome.Error"/> of the infrastructure. Without the last lines of their streams, which
    /// are in their logs.</summary>
    public ImmutableArray<TestReport> EarlierAttempts { get; init; } = [];

    /// <summary>The test that this is a run of, when that is repeated; otherwise <c>null</c>.</summary>
    public string? Of { get; init; }

    /// <summary>The number of the run, counted from 1, when the test is repeated; otherwise <c>null</c>.</summary>
    public int? Run { get; init; }

    /// <summary>Its open parameters, those of its variant and of the command line among them. Secrets are not there.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When it started, in UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended, or the last event before the report was made.</summary>
    public DateTimeOffset Finished { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>Why, in one line; empty when all went well.</summary>
    public string Message { get; init; } = "";

    /// <summary>What failed first and cut off the rest; <c>null</c> when nothing failed.</summary>
    public RootCause? RootCause { get; init; }

    /// <summary>What failed after that and not because of it, where failures let the other streams go on, in order; each with the last lines of its own stream.</summary>
    public ImmutableArray<RootCause> OtherCauses { get; init; } = [];

    /// <summary>Warnings and errors of the controller and the sync server; the first 50.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What the code of a C# test measured of the test as a whole, in order; the first 1,000.</summary>
    public ImmutableArray<MetricReport> Metrics { get; init; } = [];

    /// <summary>What the code of a C# test had to say of the test as a whole; the first 1,000.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Its streams, in the order of the plan.</summary>
    public ImmutableArray<StreamReport> Streams { get; init; } = [];

    /// <summary>Why it ended as it did; empty when there is nothing to say.</summary>
    internal string Why => RootCause is { } cause ? $"because {cause.What}" : Message;

    /// <summary>The part that is about one of its streams: a report of the same shape.</summary>
    internal TestReport Only(StreamReport part) => this with
    {
        Outcome = part.Outcome,
        Message = part.Message,
        RootCause = RootCause is { } cause ? cause with { Tails = [.. cause.Tails.Where(t => t.Stream == part.Name)] } : null,
        Started = part.Started ?? Started,
        Finished = part.Finished ?? part.Started ?? Started,
        Metrics = [],
        Notes = [],
        Streams = [part],
    };

    /// <summary>The same without the last lines of anything.</summary>
    internal TestReport WithoutTails() => this with
    {
        RootCause = RootCause is { } cause ? cause with { Tails = [] } : null,
        Streams = [.. Streams.Select(s => s with { Tail = [], Nested = [.. s.Nested.Select(n => n with { Tail = [] })] })],
    };
}

/// <summary>The first failure of a multi-stream test.</summary>
public sealed record RootCause
{
    /// <summary>The stream that failed; <c>null</c> when the test itself did.</summary>
    public string? Stream { get; init; }

    /// <summary>The id of the nested test that failed; <c>null</c> when the stream or the test itself did.</summary>
    public string? Nested { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was known, in UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The last 20 lines of every stream at that moment; of a cause after the first, those of its own stream.</summary>
    public ImmutableArray<StreamTail> Tails { get; init; } = [];

    /// <summary>What failed, as in <c>client2/1-NetPerf</c>; empty when the test itself did.</summary>
    internal string Where => string.Join('/', new[] { Stream, Nested }.Where(p => p is not null));

    /// <summary>What failed and why, as in <c>client2/1-NetPerf failed: exit 1</c>.</summary>
    internal string What => Where.Length == 0 ? Reason : $"{Where} failed: {Reason}";
}

/// <summary>The last lines of a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Lines">The lines, oldest first.</param>
public sealed record StreamTail(string Stream, ImmutableArray<TailLine> Lines);

/// <summary>A line of a stream.</summary>
/// <param name="Time">When it was written, in UTC.</param>
/// <param name="Text">The line.</param>
public sealed record TailLine(DateTimeOffset Time, string Text);
