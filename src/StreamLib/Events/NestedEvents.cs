using StreamLib.Plans;

namespace StreamLib.Events;

/// <summary>Something that happened to one nested test.</summary>
public abstract record NestedEvent : RunEvent
{
    /// <summary>The multi-stream test.</summary>
    public required string Test { get; init; }

    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The number of the nested test in its stream and its name, as in <c>1-NetPerf</c>.</summary>
    public required string Nested { get; init; }

    internal override string? OfTest => Test;
}

/// <summary>A nested test has started.</summary>
public sealed record NestedStarted : NestedEvent
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What runs.</summary>
    public required string Command { get; init; }

    /// <summary>Whether its stream goes on while it runs.</summary>
    public bool Background { get; init; }

    /// <summary>The command line that runs it by hand.</summary>
    public string ByHand { get; init; } = "";

    internal override RunEvent Masked(Mask mask) => this with { Command = mask.Of(Command), ByHand = mask.Of(ByHand) };
}

/// <summary>A background nested test is ready for those that need it.</summary>
public sealed record NestedReady : NestedEvent
{
    /// <summary>How that was seen, as in <c>port 5201</c>.</summary>
    public required string Gate { get; init; }

    internal override RunEvent Masked(Mask mask) => this with { Gate = mask.Of(Gate) };
}

/// <summary>A nested test wrote a line.</summary>
public sealed record OutputWritten : NestedEvent
{
    /// <summary>The line, without its end.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it went to standard error.</summary>
    public bool IsError { get; init; }

    internal override RunEvent Masked(Mask mask) => this with { Text = mask.Of(Text) };
}

/// <summary>A nested test measured something.</summary>
public sealed record MetricRecorded : NestedEvent
{
    /// <summary>What was measured, as in <c>throughput</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    public required double Value { get; init; }

    /// <summary>The unit, as in <c>Mbit/s</c>.</summary>
    public string Unit { get; init; } = "";

    internal override RunEvent Masked(Mask mask) => this with { Name = mask.Of(Name), Unit = mask.Of(Unit) };
}

/// <summary>A nested test has something to say for its report.</summary>
public sealed record NoteRecorded : NestedEvent
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    internal override RunEvent Masked(Mask mask) => this with { Text = mask.Of(Text) };
}

/// <summary>A nested test has ended.</summary>
public sealed record NestedFinished : NestedEvent
{
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

    internal override RunEvent Masked(Mask mask) => this with { Message = mask.Of(Message), Details = mask.Of(Details) };
}
