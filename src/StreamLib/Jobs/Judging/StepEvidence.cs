using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>All that is known of a nested test whose command has ended: what it is judged by.</summary>
internal sealed record StepEvidence
{
    /// <summary>The step: what is expected of it, its limits, its known issue.</summary>
    public required Step Step { get; init; }

    /// <summary>Who it is, as in <c>client1/1-NetPerf</c>.</summary>
    public required string Party { get; init; }

    /// <summary>How its command ended.</summary>
    public required CommandResult End { get; init; }

    /// <summary>What it reported.</summary>
    public ReportedLines Report { get; init; } = ReportedLines.Empty;

    /// <summary>The line of its output that most likely says why it failed; may be empty.</summary>
    public string LastLine { get; init; } = "";

    /// <summary>The last lines of its output.</summary>
    public string LastLines { get; init; } = "";

    /// <summary>Who holds the ports that it was to listen on, to follow a message; only looked for where <see cref="OutcomeJudge.EndedTooEarly"/>.</summary>
    public string PortHolders { get; init; } = "";

    /// <summary>Why it counts as never ready; <c>null</c> when it does not.</summary>
    public string? NeverReady { get; init; }

    /// <summary>Whether it was ended because the timeout of its step was over.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Its result where it was cut off because something else failed, or the run was cancelled.</summary>
    public NestedResult? CutOff { get; init; }

    /// <summary>Its result where it ended because a step or a C# test had asked for that on purpose.</summary>
    public NestedResult? Asked { get; init; }

    /// <summary>Whether its stream asked it to end, and it ended because of that.</summary>
    public bool WasStopped { get; init; }

    /// <summary>Its result where its stream asked it to end although it runs in the foreground.</summary>
    public NestedResult? NotAwaited { get; init; }

    /// <summary>What became of one that did not end in the grace: <c>was killed</c>.</summary>
    public string InTheEnd { get; init; } = "was killed";

    /// <summary>From asking it to end until it is killed.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>What it told the sync server, and was told there.</summary>
    public SyncAccount Account { get; init; } = SyncAccount.Clear;

    /// <summary>Its result where a broken barrier released it because of another one; only looked at where
    /// <see cref="OutcomeJudge.MayBeReleased"/>.</summary>
    public NestedResult? Released { get; init; }
}
