using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What the tests of one job share.</summary>
internal sealed record JobContext
{
    /// <summary>The id of the job.</summary>
    public required string Job { get; init; }

    /// <summary>Where its events go.</summary>
    public required EventHub Events { get; init; }

    /// <summary>Where its files go.</summary>
    public required ResultTree Tree { get; init; }

    /// <summary>The hosts of the run; none for this machine.</summary>
    public required ImmutableArray<HostSpec> Hosts { get; init; }

    /// <summary>What the log and the reports of a test, by its name, say of how it was given.</summary>
    public Func<string, ImmutableArray<PlanGap>> NoticesOf { get; init; } = _ => [];

    /// <summary>Parameters of the command line.</summary>
    public required ImmutableSortedDictionary<string, string> Parameters { get; init; }

    /// <summary>A sync server that runs already; <c>null</c> for one of its own.</summary>
    public (string Address, string Token)? Sync { get; init; }

    /// <summary>Parameters that nobody may read.</summary>
    public ImmutableSortedDictionary<string, Secret> Secrets { get; init; } = ImmutableSortedDictionary<string, Secret>.Empty;

    /// <summary>Where commands on this machine run.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>A configuration file for ssh instead of the user's own.</summary>
    public string? SshConfig { get; init; }

    /// <summary>Runs nested test classes on this machine inside this process; <c>null</c> where each gets a process of its own.</summary>
    public IInProcessTests? InProcess { get; init; }

    /// <summary>What was chosen for the run.</summary>
    public JobOptions Options { get; init; } = JobOptions.Default;

    public void Log(LogSource source, string text, LogLevel level = LogLevel.Info, string? test = null, string? stream = null) =>
        Events.Send(new LogWritten { Source = source, Text = text, Level = level, Test = test, Stream = stream });
}
