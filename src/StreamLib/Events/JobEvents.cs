using StreamLib.Plans;

namespace StreamLib.Events;

/// <summary>A job has started: the first event of every run.</summary>
public sealed record JobStarted : RunEvent
{
    /// <summary>The id of the job, as in <c>job-2026-11-22T10.15-3f2a91c</c>.</summary>
    public required string Job { get; init; }

    /// <summary>The name of the machine that controls it.</summary>
    public required string Controller { get; init; }

    /// <summary>The version of StreamLib.</summary>
    public required string Version { get; init; }

    /// <summary>The folder of its results; empty when it writes none.</summary>
    public string Results { get; init; } = "";
}

/// <summary>A job has ended: the last event of every run that was not killed.</summary>
public sealed record JobFinished : RunEvent
{
    /// <summary>The worst of its tests.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The exit code that says so.</summary>
    public required int ExitCode { get; init; }
}
