namespace StreamLib.Events;

/// <summary>Who wrote a line of the log.</summary>
public enum LogSource
{
    /// <summary>The process that runs the job.</summary>
    Controller,

    /// <summary>A host or the way into it.</summary>
    Host,

    /// <summary>The sync server.</summary>
    Sync,
}

/// <summary>How much a line of the log matters.</summary>
public enum LogLevel
{
    /// <summary>For those who look for the cause of something.</summary>
    Detail,

    /// <summary>For everyone.</summary>
    Info,

    /// <summary>Something to look at.</summary>
    Warning,

    /// <summary>Something that went wrong.</summary>
    Error,
}

/// <summary>A line for the log that no nested test wrote.</summary>
public sealed record LogWritten : RunEvent
{
    /// <summary>Who wrote it.</summary>
    public required LogSource Source { get; init; }

    /// <summary>How much it matters.</summary>
    public LogLevel Level { get; init; } = LogLevel.Info;

    /// <summary>The test it belongs to, when it belongs to one.</summary>
    public string? Test { get; init; }

    /// <summary>The stream it belongs to, when it belongs to one.</summary>
    public string? Stream { get; init; }

    /// <summary>The line.</summary>
    public required string Text { get; init; }

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => this with { Text = mask.Of(Text) };
}
