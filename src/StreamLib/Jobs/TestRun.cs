using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>One run of one multi-stream test: opens the hosts and a sync scope, lets the body run the streams, and leaves nothing behind.</summary>
internal sealed class TestRun
{
    private readonly HashSet<string> overFifos = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = [];

    private TestRun(JobContext job, Plan plan, ImmutableArray<PlacedStream> placed, IJobScope scope, RootCause cause)
    {
        (Job, Plan, Scope, Cause) = (job, plan, scope, cause);
        Gates = new StepGates(placed);
        Streams = [.. placed.Select(p => new StreamRun(this, p))];
    }

    public JobContext Job { get; }

    public Plan Plan { get; }

    public IJobScope Scope { get; }

    public RootCause Cause { get; }

    public StepGates Gates { get; }

    public ImmutableArray<StreamRun> Streams { get; }

    /// <summary>Runs the test to its end; all that goes wrong is in the events.</summary>
    public static async Task<Outcome> RunAsync(
        JobContext job, Plan plan, ImmutableArray<PlacedStream> placed, ITestBody body, CancellationToken cancellationToken)
    {
        var sync = await JobSync.OpenAsync(job, plan.Name, cancellationToken).ConfigureAwait(false);
        await using var _ = sync.ConfigureAwait(false);
        using var door = SyncDoor.Open(job, sync.Scope);
        using var cause = new RootCause(job, plan.Name, sync.Scope, cancellationToken);
        return await new TestRun(job, plan, placed, sync.Scope, cause).RunAsync(body, sync.Problem, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The ends of those of these parties that have started.</summary>
    public IEnumerable<Task> EndsOf(ImmutableArray<string> parties) =>
        Streams.SelectMany(s => s.Started()).Where(step => parties.Contains(step.Party)).Select(step => (Task)step.Completion);

    private async Task<Outcome> RunAsync(ITestBody body, string? problem, CancellationToken cancellationToken)
    {
        if (Evidence.IsWanted(this, body)) Cause.BeforeStop = new Evidence(this, body).TakeAsync;
        await AnnounceAsync().ConfigureAwait(false);
        using var timer = new Timer(_ => TimeIsUpAsync(), null, Plan.Deadlines.Timeout, Timeout.InfiniteTimeSpan);
        using var lost = Scope.Lost.Register(() => Cause.Set(null, null, Outcome.Error, Scope.LostBecause));
        if (problem is not null) Cause.Set(null, null, Outcome.Error, problem);
        Scope.EndWaitsIn(Plan.Deadlines.Timeout);

        if (await OpenAsync().ConfigureAwait(false)) await RunBodyAsync(body).ConfigureAwait(false);

        await Task.WhenAll(Streams.Select(s => s.FinishAsync())).ConfigureAwait(false);
        var (outcome, message) = Ending(cancellationToken);
        Job.Events.Send(new TestFinished { Test = Plan.Name, Outcome = outcome, Message = message });
        return outcome;
    }

    /// <summary>Waits for the streams that are busy with the same place; disposing it lets the next one.</summary>
    public async Task<IDisposable> TurnAsync(string place, CancellationToken cancellationToken)
    {
        var turn = turns.GetOrAdd(place, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }

    /// <summary>Says once for each host that its nested tests reach the sync server over FIFOs.</summary>
    public void GoesOverFifos(string host, string why)
    {
        lock (overFifos)
        {
            if (!overFifos.Add(host)) return;
        }

        Job.Log(LogSource.Host, $"{host}: sync goes over FIFOs. {why}", test: Plan.Name);
    }

    private async Task AnnounceAsync()
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
                await JoinAsync(string.Create(CultureInfo.InvariantCulture, $"{stream.Name}/{i + 1}-{stream.Placed.Declared.Steps[i].Name}"), stream.Name).ConfigureAwait(false);
        }
    }

    private async Task JoinAsync(string party, string stream)
    {
        try
        {
            await Scope.JoinAsync(party, stream).ConfigureAwait(false);
        }
        catch (SyncException e)
        {
            Cause.Set(null, null, Outcome.Error, e.Message);
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
            ArtifactLimit = Job.Options.ArtifactLimit,
            ArtifactCount = Job.Options.ArtifactCount,
            CacheLimit = Job.Options.CacheLimit,
            VerifyCache = Job.Options.VerifyCache,
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

    private async void TimeIsUpAsync()
    {
        var late = string.Create(CultureInfo.InvariantCulture, $"took longer than its Timeout of {Plan.Deadlines.Timeout.TotalSeconds:0.###} s (option --timeout)");
        try
        {
            var running = await Scope.DoingNowAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            if (running.Length > 0) late += $"; not over: {running}";
        }
        catch (Exception e) when (e is SyncException or TimeoutException)
        {
        }

        Cause.Set(null, null, Outcome.Fail, late);
    }

    private (Outcome Outcome, string Message) Ending(CancellationToken cancellationToken)
    {
        var failed = Streams.Where(s => s.Ended.Outcome.IsFailure()).ToList();
        if (failed.Count == 0)
        {
            if (Cause.Text is { } cause) return (Cause.IsError ? Outcome.Error : Outcome.Fail, cause);
            if (cancellationToken.IsCancellationRequested) return (Outcome.Cancelled, "cancelled");
            var worst = Streams.Max(s => s.Ended.Outcome is Outcome.Skip or Outcome.Aborted ? Outcome.Pass : s.Ended.Outcome);
            return (worst, "");
        }

        var outcome = failed.Any(s => s.Ended.Outcome != Outcome.Error) ? Outcome.Fail : Outcome.Error;
        return (outcome, string.Create(CultureInfo.InvariantCulture,
            $"{failed.Count} of {Streams.Length} streams failed: {string.Join(", ", failed.Select(s => s.Name))}, because {Cause.Text ?? failed[0].Ended.Message}"));
    }
}
