using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>One run of one multi-stream test: opens the hosts and a sync scope, lets the body run the streams, and leaves nothing behind.</summary>
internal sealed class TestRun
{
    private TestRun(JobContext job, Plan plan, ImmutableArray<PlacedStream> placed, SyncServer server, SyncScope scope, RootCause cause)
    {
        (Job, Plan, SyncEndPoint, Scope, Cause) = (job, plan, server.EndPoint, scope, cause);
        Gates = new StepGates(placed);
        Streams = [.. placed.Select(p => new StreamRun(this, p))];
    }

    public JobContext Job { get; }

    public Plan Plan { get; }

    public IPEndPoint SyncEndPoint { get; }

    public SyncScope Scope { get; }

    public RootCause Cause { get; }

    public StepGates Gates { get; }

    public ImmutableArray<StreamRun> Streams { get; }

    /// <summary>Runs the test to its end; all that goes wrong is in the events.</summary>
    public static async Task<Outcome> RunAsync(JobContext job, Plan plan, ImmutableArray<PlacedStream> placed, ITestBody body, CancellationToken cancellationToken)
    {
        var server = SyncServer.Start();
        await using var _ = server.ConfigureAwait(false);
        using var scope = server.OpenScope(plan.Name, text => job.Log(LogSource.Sync, text, test: plan.Name));
        using var door = SyncDoor.Open(job, $"{server.EndPoint}", scope.Name, scope.ControlToken);
        scope.WaitHint = door.Hint;
        using var cause = new RootCause(job, plan.Name, scope, cancellationToken);
        return await new TestRun(job, plan, placed, server, scope, cause).RunAsync(body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> RunAsync(ITestBody body, CancellationToken cancellationToken)
    {
        Announce();
        using var timer = new Timer(_ => TimeIsUp(), null, Plan.Deadlines.Timeout, Timeout.InfiniteTimeSpan);
        Scope.Deadline = DateTimeOffset.UtcNow + Plan.Deadlines.Timeout;

        if (await OpenAsync().ConfigureAwait(false)) await RunBodyAsync(body).ConfigureAwait(false);

        await Task.WhenAll(Streams.Select(s => s.FinishAsync())).ConfigureAwait(false);
        var (outcome, message) = Ending(cancellationToken);
        Job.Events.Send(new TestFinished { Test = Plan.Name, Outcome = outcome, Message = message });
        return outcome;
    }

    private void Announce()
    {
        Job.Events.Send(new TestStarted
        {
            Test = Plan.Name,
            Suite = Plan.Suite,
            Streams = [.. Streams.Select(s => new PlannedStream
            {
                Name = s.Name,
                Role = s.Placed.Role,
                Host = s.Placed.Host.Name,
                Nested = [.. s.Placed.Declared.Steps.Select((step, i) => new PlannedNested(string.Create(CultureInfo.InvariantCulture, $"{i + 1}-{step.Name}"), step.Name))],
            })],
        });
        foreach (var stream in Streams)
        {
            Scope.AddStream(stream.Name, stream.Placed.Role);
            for (var i = 0; i < stream.Placed.Declared.Steps.Length; i++)
                Scope.Join(string.Create(CultureInfo.InvariantCulture, $"{stream.Name}/{i + 1}-{stream.Placed.Declared.Steps[i].Name}"), stream.Name);
        }
    }

    private async Task<bool> OpenAsync()
    {
        var options = HostOptions.Default with
        {
            Job = Job.Job,
            SshConfig = Job.SshConfig,
            ConnectTimeout = Plan.Deadlines.ConnectTimeout,
            Grace = Plan.Deadlines.Grace,
            CleanupTimeout = Plan.Deadlines.CleanupTimeout,
        };
        try
        {
            await Task.WhenAll(Streams.Select(s => s.OpenAsync(
                options with { Log = line => Job.Log(LogSource.Host, line.Text, line.Warning ? LogLevel.Warning : LogLevel.Detail, Plan.Name, s.Name) },
                Cause.Stop))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        await SettleAddressesAsync().ConfigureAwait(false);
        var failed = Streams.FirstOrDefault(s => s.HostFailure is not null);
        if (failed is not null && Plan.Start == StartMode.Together) Cause.Set(failed.Name, null, Outcome.Error, failed.HostFailure!);
        return !Cause.Stop.IsCancellationRequested && Streams.Any(s => s.IsOpen);
    }

    // 127.0.0.1 leads nowhere from another machine: where both kinds of hosts take part, this machine goes by the address that the others reach.
    private async Task SettleAddressesAsync()
    {
        var remote = Streams.FirstOrDefault(s => s.IsOpen && s.Placed.Host.Way[0].Kind == "ssh");
        if (remote is null) return;
        foreach (var local in Streams.Where(s => s.IsOpen && s.Host.SharesFiles && s.Placed.Host.Address is null))
            local.Address = await LocalAddress.TowardsAsync(remote.Address, Cause.Stop).ConfigureAwait(false) ?? local.Address;
    }

    private async Task RunBodyAsync(ITestBody body)
    {
        foreach (var stream in Streams.Where(s => s.IsOpen))
            Job.Events.Send(new StreamStarted { Test = Plan.Name, Stream = stream.Name, Host = stream.Placed.Host.Name });
        try
        {
            await body.RunAsync(new StreamSet(this), Cause.Stop).ConfigureAwait(false);
            Scope.Seal();
        }
        catch (OperationCanceledException) when (Cause.Stop.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whatever a test throws is its failure, not ours.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Cause.Set(null, null, Outcome.Fail, e.Message);
            Job.Log(LogSource.Controller, e.ToString(), LogLevel.Detail, Plan.Name);
        }
    }

    private void TimeIsUp() => Cause.Set(null, null, Outcome.Fail, string.Create(CultureInfo.InvariantCulture,
        $"took longer than its Timeout of {Plan.Deadlines.Timeout.TotalSeconds:0.###} s (option --timeout)"));

    private (Outcome Outcome, string Message) Ending(CancellationToken cancellationToken)
    {
        var failed = Streams.Where(s => s.Ended.Outcome.IsFailure()).ToList();
        if (failed.Count == 0)
        {
            if (Cause.Text is { } cause) return (Outcome.Fail, cause);
            if (cancellationToken.IsCancellationRequested) return (Outcome.Cancelled, "cancelled");
            var worst = Streams.Max(s => s.Ended.Outcome == Outcome.Skip ? Outcome.Pass : s.Ended.Outcome);
            return (worst, "");
        }

        var outcome = failed.Any(s => s.Ended.Outcome != Outcome.Error) ? Outcome.Fail : Outcome.Error;
        return (outcome, string.Create(CultureInfo.InvariantCulture,
            $"{failed.Count} of {Streams.Length} streams failed: {string.Join(", ", failed.Select(s => s.Name))}, because {Cause.Text ?? failed[0].Ended.Message}"));
    }
}
