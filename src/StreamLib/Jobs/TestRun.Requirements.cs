using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a test requires of its run.</summary>
internal sealed partial class TestRun
{
    /// <summary>Why the test does not run, as in <c>requires command:netperf: not on h2</c>; <c>null</c> when it does.</summary>
    public string? SkippedBecause { get; private set; }

    // That is known before anything starts.
    private bool isUnmet;

    // What is not there will not be there at the next attempt.
    private bool hasUnmet;

    /// <summary>All that is required of a host.</summary>
    public ImmutableArray<Requirement> RequiredOf(HostSpec host) =>
        [.. Streams.Where(s => s.Placed.Host.Name == host.Name).SelectMany(s => Requirements.OfHost(Plan, s.Placed)).Distinct()];

    private void Require(ImmutableArray<string> unmet)
    {
        if (unmet.IsEmpty) return;
        var reason = Requirements.Reason(unmet);
        if (Job.Options.NoSkip)
        {
            hasUnmet = true;
            Cause.Set(null, null, Outcome.Error, $"{reason} (option --no-skip)");
            return;
        }

        SkippedBecause = reason;
        isUnmet = true;
        Job.Log(LogSource.Controller, $"{Plan.Name} is skipped: {reason}", test: Plan.Name);
    }

    // Hosts are asked before anything is sent there.
    private async Task AskAsync()
    {
        var asked = await Task.WhenAll(Streams.Where(s => s.IsOpen).Select(async stream => (Stream: stream, Unmet: await stream.UnmetAsync(Cause.Stop).ConfigureAwait(false)))).ConfigureAwait(false);
        if (!AllAreOpen()) return;
        Require([.. Requirements.Missing(
            from answer in asked
            from requirement in answer.Unmet
            select (requirement, answer.Stream.Placed.Host.Name),
            (requirement, hosts) => requirement switch
            {
                Requirement.Root => $"the user is not root on {hosts}",
                Requirement.Architecture => $"not that of {hosts}",
                _ => $"not on {hosts}",
            })]);
    }
}
