namespace StreamLib.Events;

/// <summary>The code of a multi-stream test has measured something of the test as a whole.</summary>
public sealed record TestMetricRecorded : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>What was measured, as in <c>failover</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    public required double Value { get; init; }

    /// <summary>The unit, as in <c>ms</c>.</summary>
    public string Unit { get; init; } = "";

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => this with { Name = mask.Of(Name), Unit = mask.Of(Unit) };
}

/// <summary>The code of a multi-stream test has something to say for the report of the test as a whole.</summary>
public sealed record TestNoteRecorded : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => this with { Text = mask.Of(Text) };
}
