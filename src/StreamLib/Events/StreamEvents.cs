using StreamLib.Plans;

namespace StreamLib.Events;

/// <summary>The host of a stream can be used.</summary>
public sealed record HostOpened : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The name of the host.</summary>
    public required string Host { get; init; }

    /// <summary>The address under test.</summary>
    public required string Address { get; init; }

    /// <summary>What the host is, as in <c>Linux 6.1.0 x86_64</c>.</summary>
    public string System { get; init; } = "";

    internal override string? OfTest => Test;
}

/// <summary>A stream has started its first nested test.</summary>
public sealed record StreamStarted : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The name of its host.</summary>
    public required string Host { get; init; }

    internal override string? OfTest => Test;
}

/// <summary>A stream has ended: all its nested tests have, and nothing of them is left on its host.</summary>
public sealed record StreamFinished : RunEvent
{
    /// <summary>The test.</summary>
    public required string Test { get; init; }

    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>How it ended: the worst of its nested tests, or what happened to its host.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Why, in one line; empty when all went well.</summary>
    public string Message { get; init; } = "";

    internal override string? OfTest => Test;

    internal override RunEvent Masked(Mask mask) => this with { Message = mask.Of(Message) };
}
