using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Where the streams of a test run. Disposing it gives back the hosts that were handed out for it.</summary>
internal sealed class HostPlaces : IAsyncDisposable
{
    private ClaimedHosts? claimed;

    private HostPlaces(ImmutableArray<PlacedStream> placed, ClaimedHosts? claimed = null, string? problem = null) =>
        (Placed, this.claimed, Problem) = (placed, claimed, problem);

    /// <summary>The streams on their hosts. Those of a run that got none are there too, for the reports.</summary>
    public ImmutableArray<PlacedStream> Placed { get; }

    /// <summary>Why there are no hosts; <c>null</c> when there are, or when the run was cancelled.</summary>
    public string? Problem { get; }

    /// <summary>Claims the hosts that have to be claimed, and places the streams. Says how that goes; what goes wrong is the problem.</summary>
    public static async Task<HostPlaces> FindAsync(JobContext job, Plan plan, CancellationToken cancellationToken)
    {
        if (!ClaimedHosts.IsNeededFor(job.Hosts)) return new(Placement.Of(plan, job.Hosts));
        var options = HostOptions.Default with
        {
            Job = job.Job,
            SshConfig = job.SshConfig,
            WaitForHosts = job.Options.WaitForHosts,
            ConnectTimeout = plan.Deadlines.ConnectTimeout,
            Log = line => job.Log(LogSource.Host, line.Text, line.Warning ? LogLevel.Warning : LogLevel.Detail),
        };
        ClaimedHosts? claimed = null;
        string? problem = null;
        try
        {
            claimed = await ClaimedHosts.ClaimAsync(job.Hosts, options, text => job.Log(LogSource.Host, text), cancellationToken).ConfigureAwait(false);
            return new(Placement.Of(plan, claimed.Hosts), claimed);
        }
        catch (Exception e) when (e is HostException or PlanException)
        {
            problem = e.Message;
        }
        catch (OperationCanceledException)
        {
        }

        return new(Unplaced(plan, job.Hosts), claimed, problem);
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref claimed, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static ImmutableArray<PlacedStream> Unplaced(Plan plan, ImmutableArray<HostSpec> hosts) =>
        [.. Placement.Of(plan, []).Select(p => p with { Host = hosts[0] })];
}
