using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Something that was done to a nested test on purpose, after which an end of it may be no failure.</summary>
/// <param name="Kind">What.</param>
/// <param name="By">Who did it, as in <c>chaos/2-kill</c>.</param>
/// <param name="Signal">The signal that was sent; empty for another kind.</param>
internal sealed record AskedEnd(FaultKind Kind, string By, string Signal = "")
{
    private readonly long asked = Stopwatch.GetTimestamp();

    /// <summary>Whether its end is awaited.</summary>
    public bool Ends => Kind is FaultKind.Stop or FaultKind.Kill || SignalName.MayEnd(Signal);

    /// <summary>The result of a nested test that ended because of one of these, by what was asked last; <c>null</c> when it ended for another reason.</summary>
    public static NestedResult? Judge(ImmutableList<AskedEnd> asked, string party, CommandResult end, TimeSpan grace)
    {
        // Who was told to kill it did not wait for the grace that a stop at the same time would have given.
        var kill = end.Forced ? asked.FindLast(a => a.Kind == FaultKind.Kill) : null;
        return kill?.Judge(party, end, grace) ?? asked.Select(a => a.Judge(party, end, grace)).LastOrDefault(result => result is not null);
    }

    /// <summary>The result of a nested test that ended because of it; <c>null</c> when it ended for another reason.</summary>
    public NestedResult? Judge(string party, CommandResult end, TimeSpan grace)
    {
        NestedResult Pass(string message) => new() { Party = party, Outcome = Outcome.Pass, Message = message };
        return Kind switch
        {
            FaultKind.Kill when end.Stopped => Pass($"killed by {By}"),
            FaultKind.Stop when end is { Stopped: true, Forced: true } => new()
            {
                Party = party,
                Outcome = Outcome.Warn,
                Message = string.Create(CultureInfo.InvariantCulture, $"stopped by {By}; it did not end within the Grace of {grace.TotalSeconds:0.###} s and was killed"),
            },
            FaultKind.Stop when end.Stopped => Pass($"stopped by {By}"),
            // Stopped by its stream it would be after that.
            FaultKind.Signal when end.Stopped => null,
            FaultKind.Signal when end.Signal == Signal => Pass($"ended by signal {Signal} from {By}"),
            FaultKind.Signal when Follows(grace) => Pass(string.Create(CultureInfo.InvariantCulture, $"ended with {end.Ending} after signal {Signal} from {By}")),
            _ => null,
        };
    }

    // Many read their configuration again when they get a HUP: what ends long after one has not ended because of it.
    private bool Follows(TimeSpan grace) => Signal is "TERM" or "INT" or "QUIT" or "KILL" || (Signal == "HUP" && Stopwatch.GetElapsedTime(asked) < grace);
}
