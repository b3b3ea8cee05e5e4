using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Where the streams of the tests of a job run. Disposing it gives back the hosts that were handed out for them.</summary>
internal sealed class HostPlaces : IAsyncDisposable
{
    private readonly JobContext job;
    private readonly string? problem;
    private ClaimedHosts? claimed;

    private HostPlaces(JobContext job, ClaimedHosts? claimed = null, string? problem = null) => (this.job, this.claimed, this.problem) = (job, claimed, problem);

    /// <summary>Claims the hosts that have to be claimed, for all tests of the job. Says how that goes; what goes wrong is the problem of each of them.</summary>
    public static async Task<HostPlaces> ClaimAsync(JobContext job, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        if (!ClaimedHosts.IsNeededFor(job.Hosts)) return new(job);
        var options = HostOptions.Default with
        {
            Job = job.Job,
            SshConfig = job.SshConfig,
            WaitForHosts = job.Options.WaitForHosts,
            ConnectTimeout = connectTimeout,
            Log = line => job.Log(LogSource.Host, line.Text, line.Warning ? LogLevel.Warning : LogLevel.Detail),
        };
        try
        {
            return new(job, await ClaimedHosts.ClaimAsync([.. job.Hosts.Select(host => Started(job, host))], options, text => job.Log(LogSource.Host, text), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HostException or PlanException)
        {
            return new(job, problem: e.Message);
        }
        catch (OperationCanceledException)
        {
            return new(job);
        }
    }

    /// <summary>The streams of a test on their hosts; those of a test that got none are there too, for the reports.</summary>
    /// <returns>The streams; why there are no hosts for them, <c>null</c> when there are or the run was cancelled; and what the test requires and the hosts are not, as far as that is known without
    /// connecting.</returns>
    public (ImmutableArray<PlacedStream> Placed, string? Problem, ImmutableArray<string> Unmet) Of(Plan plan)
    {
        if (claimed is null && ClaimedHosts.IsNeededFor(job.Hosts)) return (Unplaced(plan), problem, []);
        var hosts = claimed?.Hosts ?? job.Hosts;
        var unmet = Requirements.UnmetBy(hosts, plan);
        try
        {
            ImmutableArray<PlacedStream> placed = [.. Placement.Of(plan, hosts).Select(p => p with { Host = Started(job, p.Host) })];
            return (placed, null, [.. unmet, .. Requirements.UnmetBy(placed)]);
        }
        catch (PlanException) when (!unmet.IsEmpty)
        {
            return (Unplaced(plan), null, unmet);
        }
        catch (PlanException e) when (claimed is not null)
        {
            return (Unplaced(plan), e.Message, []);
        }
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref claimed, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static HostSpec Started(JobContext job, HostSpec host) => job.Options.Environment is { } environment ? host with { Environment = environment } : host;

    private ImmutableArray<PlacedStream> Unplaced(Plan plan) => [.. Placement.Of(plan, []).Select(p => job.Hosts.IsEmpty ? p : p with { Host = job.Hosts[0] })];
}
