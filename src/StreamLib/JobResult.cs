using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLib;

/// <summary>How a job ended, and where its results are.</summary>
public sealed record JobResult
{
    /// <summary>The worst of its tests.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>0 all as expected, 1 a test failed, 3 only infrastructure went wrong, 130 cancelled.</summary>
    public int ExitCode => Outcome.ExitCode();

    /// <summary>The folder of the job, absolute.</summary>
    public required string ResultsDirectory { get; init; }

    /// <summary>What the disk refused to take of the results; none when they are complete.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Everything the job knows of its tests, streams and nested tests.</summary>
    public required RunReport Report { get; init; }

    /// <summary>Returns this result when all went as expected.</summary>
    /// <exception cref="TestException">It did not: the message is the failure block of job.log.</exception>
    public JobResult EnsurePassed() => ExitCode == 0
        ? this
        : throw new TestException("SL5011", $"{FailureBlock.Text(Report)}{Environment.NewLine}results: {ResultsDirectory}");
}
