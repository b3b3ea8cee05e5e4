using StreamLib.Plans;

namespace StreamLib;

// TEMPORARY: see Job.cs.

/// <summary>How a job ended, and where its results are.</summary>
public sealed record JobResult
{
    /// <summary>The worst of its tests.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>0 all as expected, 1 a test failed, 3 only infrastructure went wrong, 130 cancelled.</summary>
    public int ExitCode => Outcome.ExitCode();

    /// <summary>The folder of the job, absolute.</summary>
    public required string ResultsDirectory { get; init; }

    /// <summary>Returns this result when all went as expected.</summary>
    public JobResult EnsurePassed() => ExitCode == 0 ? this : throw new InvalidOperationException($"{Outcome}: {ResultsDirectory}");
}
