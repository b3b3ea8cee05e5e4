using System.Collections.Immutable;
using System.Text.Json.Serialization;
using StreamLib.Plans;

namespace StreamLib.Events;

/// <summary>A stream as a test is about to run it.</summary>
public sealed record PlannedStream
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The role it was made from; its own name for a single one.</summary>
    public required string Role { get; init; }

    /// <summary>The name of its host.</summary>
    public required string Host { get; init; }

    /// <summary>The nested tests that are known beforehand, in order.</summary>
    public ImmutableArray<PlannedNested> Nested { get; init; } = [];
}

/// <summary>A nested test that is known before it starts.</summary>
/// <param name="Id">Its number in the stream and its name, as in <c>1-NetPerf</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record PlannedNested(string Id, string Name);

/// <summary>A multi-stream test has started.</summary>
public sealed record TestStarted : RunEvent
{
    /// <summary>Its name.</summary>
    public required string Test { get; init; }

    /// <summary>What goes before the name in the class names of result files.</summary>
    public required string Suite { get; init; }

    /// <summary>How many attempts there may be; 1 by default. See <see cref="RunEvent.Attempt"/>.</summary>
    public int MostAttempts { get; init; } = 1;

    /// <summary>The test that this is a run of, when that is repeated: <c>Flaky</c> for <c>Flaky-run3</c>; otherwise <c>null</c>.</summary>
    public string? Of { get; init; }

    /// <summary>The number of the run, counted from 1, when the test is repeated; otherwise <c>null</c>.</summary>
    public int? Run { get; init; }

    /// <summary>Its open parameters, those of its variant and of the command line among them; <c>null</c> for none. Secrets are not
    /// there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, string>? Parameters { get; init; }

    /// <summary>Its streams, in order.</summary>
    public ImmutableArray<PlannedStream> Streams { get; init; } = [];

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => Parameters is null
        ? this
        : this with { Parameters = Parameters.ToImmutableSortedDictionary(p => p.Key, p => mask.Of(p.Value), Parameters.KeyComparer) };
}

/// <summary>The first failure of a multi-stream test is known: what follows is cut off because of it.</summary>
public sealed record RootCauseFound : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>The stream that failed; <c>null</c> when the test itself did.</summary>
    public string? Stream { get; init; }

    /// <summary>The nested test that failed; <c>null</c> when the stream or the test itself did.</summary>
    public string? Nested { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => this with { Reason = mask.Of(Reason) };
}

/// <summary>A multi-stream test has ended.</summary>
public sealed record TestFinished : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why, in one line; empty when all went well.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether it is run once more, as its infrastructure failed: the next <see cref="TestStarted"/> is another attempt of the same test.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Again { get; init; }

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => this with { Message = mask.Of(Message) };
}
