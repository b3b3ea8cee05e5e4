namespace StreamLib.Hosts;

/// <summary>How a command ended.</summary>
public sealed record CommandResult
{
    /// <summary>The command line.</summary>
    public required string Line { get; init; }

    /// <summary>The name of the host it ran on.</summary>
    public required string Host { get; init; }

    /// <summary>Its exit code; <c>null</c> when a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it, without SIG, as in <c>KILL</c>; <c>null</c> when it exited.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether it, or something it had started, had to be ended by KILL because it did not end when asked.</summary>
    public bool Forced { get; init; }

    /// <summary>Whether it ended because it was asked to.</summary>
    public bool Stopped { get; init; }

    /// <summary>Its standard output as text, when nothing else received it; of more than 1 MiB, the end.</summary>
    public string Output { get; init; } = "";

    /// <summary>Its standard error as text, when nothing else received it; of more than 1 MiB, the end.</summary>
    public string Error { get; init; } = "";

    /// <summary>How long it ran, as the controller saw it.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether it exited with code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The end in words: <c>exit 3</c> or <c>signal KILL</c>.</summary>
    public string Ending => Signal is null ? $"exit {ExitCode}" : $"signal {Signal}";

    /// <summary>This result, when the command succeeded.</summary>
    /// <exception cref="CommandException">It did not.</exception>
    public CommandResult EnsureSucceeded() => Succeeded ? this : throw CommandException.Failed(this);
}
