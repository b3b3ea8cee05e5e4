using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>One run of one multi-stream test: opens the hosts and a sync scope, lets the body run the streams, and leaves nothing behind.</summary>
internal sealed partial class TestRun
{
    private TestRun(JobContext job, Plan plan, ImmutableArray<PlacedStream> placed, IJobScope scope, RootCause cause)
    {
        (Job, Plan, Scope, Cause) = (job, plan, scope, cause);
        Gates = new StepGates(placed);
        Peers = new Peers(this);
        Sync = new ControllerSync(this);
        var hosts = placed.GroupBy(p => p.Host.Name, StringComparer.Ordinal)
            .ToImmutableDictionary(h => h.Key, h => new SharedHost(this, h.First().Host, [.. h.Select(p => p.Name)]));
        Streams = [.. placed.Select(p => new StreamRun(this, p, hosts[p.Host.Name]))];
    }

    public JobContext Job { get; }

    public Plan Plan { get; }

    /// <summary>Which run and which attempt of the test this is.</summary>
    public required RunOfTest Number { get; init; }

    public IJobScope Scope { get; }

    public RootCause Cause { get; }

    /// <summary>What takes evidence after a failure; <c>null</c> when nothing is to be taken.</summary>
    public Evidence? Evidence { get; private set; }

    public StepGates Gates { get; }

    public Peers Peers { get; }

    /// <summary>The requests of a C# test.</summary>
    public ControllerSync Sync { get; }

    public ImmutableArray<StreamRun> Streams { get; }

    /// <summary>Runs the test to its end; all that goes wrong is in the events.</summary>
    /// <returns>What was told of its end, and whether something that it requires was not there, so that nothing of it ran.</returns>
    public static async Task<(TestFinished Told, bool IsUnmet)> RunAsync(
        JobContext job, RunOfTest run, HostPlaces places, ITestBody body, CancellationToken cancellationToken)
    {
        var plan = run.Plan;
        var sync = await JobSync.OpenAsync(job, plan.Name, cancellationToken).ConfigureAwait(false);
        await using var _ = sync.ConfigureAwait(false);
        using var door = SyncDoor.Open(job, sync.Scope);
        using var cause = new RootCause(job, plan.Name, sync.Scope, cancellationToken);
        var (placed, problem, unmet) = places.Of(plan);
        // Hosts are claimed for the whole job: those that are not there now will not be there next time.
        var number = problem is null ? run : run with { MostAttempts = run.Attempt };
        return await new TestRun(job, plan, placed, sync.Scope, cause) { Number = number }.RunAsync(body, problem ?? sync.Problem, unmet, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The stream of a party; <c>null</c> when it belongs to none.</summary>
    public StreamRun? StreamOf(string party) => Streams.FirstOrDefault(s => party.StartsWith($"{s.Name}/", StringComparison.Ordinal));

    /// <summary>The ends of those of these parties that have started.</summary>
    public IEnumerable<Task> EndsOf(ImmutableArray<string> parties) =>
        Streams.SelectMany(s => s.Started()).Where(step => parties.Contains(step.Party)).Select(step => (Task)step.Completion);

    /// <summary>A person, or the test itself, has given it up.</summary>
    public void GiveUp(string reason) => Cause.Set(null, null, Outcome.Fail, $"it was given up: {reason}");

    /// <summary>The nested test of a party; <c>null</c> when none has started under that name.</summary>
    public StepRun? StepOf(string party) => Streams.SelectMany(s => s.Started()).FirstOrDefault(step => step.Party == party);

    private async Task<(TestFinished Told, bool IsUnmet)> RunAsync(ITestBody body, string? problem, ImmutableArray<string> unmet, CancellationToken cancellationToken)
    {
        if (Evidence.IsWanted(this, body))
        {
            Evidence = new Evidence(this, body);
            Cause.BeforeStop = Evidence.TakeAsync;
        }

        await AnnounceAsync().ConfigureAwait(false);
        using var timer = new Timer(timer => TimeIsUpAsync((Timer)timer!));
        using var lost = Scope.Lost.Register(() => Cause.Set(null, null, Outcome.Error, Scope.LostBecause));
        Scope.GivenUp = GiveUp;
        if (problem is not null) Cause.Set(null, null, Outcome.Error, problem);
        else if (!cancellationToken.IsCancellationRequested) Require(unmet);
        if (problem is null && SkippedBecause is null && !cancellationToken.IsCancellationRequested && await OpenAsync(body).ConfigureAwait(false))
        {
            timer.Change(Plan.Deadlines.Timeout, Timeout.InfiniteTimeSpan);
            Scope.EndWaitsIn(Plan.Deadlines.Timeout + AfterDeadline);
            await RunBodyAsync(body).ConfigureAwait(false);
        }

        await Task.WhenAll(Streams.Select(s => s.FinishAsync())).ConfigureAwait(false);
        foreach (var stream in Streams) stream.Cause.Dispose();
        var (outcome, message) = Ending(cancellationToken);
        var finished = new TestFinished { Test = Plan.Name, Outcome = outcome, Message = message, Again = !hasUnmet && Number.IsToRunAgain(outcome, cancellationToken) };
        Job.Events.Send(finished);
        return (finished, isUnmet);
    }

    private async Task AnnounceAsync()
    {
        Job.Events.Send(new TestStarted
        {
            Test = Plan.Name,
            Suite = Plan.Suite,
            Attempt = Number.Attempt,
            MostAttempts = Number.MostAttempts,
            Of = Number.Of,
            Run = Number.Run,
            Parameters = NestedEnvironment.Open(Plan, Job.Parameters, Job.Secrets) is { IsEmpty: false } parameters ? parameters : null,
            Streams = [.. Streams.Select(s => new PlannedStream
            {
                Name = s.Name,
                Role = s.Placed.Role,
                Host = s.Placed.Host.Name,
                Nested = [.. s.Placed.Declared.Steps.Select((step, i) => new PlannedNested(string.Create(CultureInfo.InvariantCulture, $"{i + 1}-{step.Name}"), step.Name))],
            })],
        });
        foreach (var notice in Job.NoticesOf(Number.Of ?? Plan.Name))
            Job.Log(LogSource.Controller, $"{notice.Message} ({notice.Code})", LogLevel.Warning, Plan.Name);
        foreach (var stream in Streams)
        {
            Scope.AddStream(stream.Name, stream.Placed.Role);
            if (stream.Placed.Declared.Background) Scope.RemoveStream(stream.Name);
            string? before = null;
            for (var i = 0; i < stream.Placed.Declared.Steps.Length; i++)
            {
                var step = stream.Placed.Declared.Steps[i];
                var party = string.Create(CultureInfo.InvariantCulture, $"{stream.Name}/{i + 1}-{step.Name}");
                await JoinAsync(party, stream, step, before).ConfigureAwait(false);
                if (!step.Background) before = party;
            }
        }
    }

    private async Task JoinAsync(string party, StreamRun stream, Step step, string? after)
    {
        try
        {
            var only = (step.Action as StepAction.Barrier)?.Name;
            await Scope.JoinAsync(party, stream.Name, after, only, stream.KindOf(step)).ConfigureAwait(false);
        }
        catch (SyncException e)
        {
            Cause.Set(null, null, Outcome.Error, e.Message);
        }
    }

    private async Task<bool> OpenAsync(ITestBody body)
    {
        var options = HostOptions.Default with
        {
            Job = Job.Job,
            SshConfig = Job.SshConfig,
            ConnectTimeout = Plan.Deadlines.ConnectTimeout,
            Grace = Plan.Deadlines.Grace,
            CleanupTimeout = Plan.Deadlines.CleanupTimeout,
            HeartbeatInterval = Plan.Deadlines.HeartbeatInterval,
            HeartbeatLimit = Plan.Deadlines.HeartbeatLimit,
            ArtifactLimit = Job.Options.ArtifactLimit,
            ArtifactCount = Job.Options.ArtifactCount,
            CacheLimit = Job.Options.CacheLimit,
            VerifyCache = Job.Options.VerifyCache,
        };
        try
        {
            // Those who wait for hosts do that before any time counts.
            var asks = Streams.Any(s => !Requirements.OfHost(Plan, s.Placed).IsEmpty);
            if (Plan.Start == StartMode.Each && !asks && !Job.Options.Exclusive && Job.Options.WaitForHosts is null && body.TakesStreamsAsTheyOpen)
            {
                await Task.WhenAll(Streams.Select(s => s.FindAddressAsync(options, Cause.Stop))).ConfigureAwait(false);
                await SettleAddressesAsync(Streams).ConfigureAwait(false);
                foreach (var stream in Streams) stream.OpenByItself(options, Cause.Stop);
                return true;
            }

            await Task.WhenAll(Streams.Select(s => s.OpenAsync(options, Cause.Stop))).ConfigureAwait(false);
            await SettleAddressesAsync(Streams.Where(s => s.IsOpen)).ConfigureAwait(false);
            if (AllAreOpen() && asks) await AskAsync().ConfigureAwait(false);
            if (SkippedBecause is not null) return false;
            if (AllAreOpen() && Job.Options.Exclusive) await HoldAsync().ConfigureAwait(false);
            if (Cause.Text is null) await Task.WhenAll(Streams.Where(s => s.IsOpen).Select(s => s.GetReadyAsync(body.Application, Cause.Stop))).ConfigureAwait(false);
            AllAreOpen();
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return Cause.Text is null && !Cause.Stop.IsCancellationRequested && Streams.Any(s => s.IsOpen);
    }

    // Whether all can go on; where one host is enough to stop the test, that is said.
    private bool AllAreOpen()
    {
        if (Plan.Start == StartMode.Together && Streams.FirstOrDefault(s => s.HostFailure is not null) is { } failed)
            Cause.Set(failed.Name, null, Outcome.Error, failed.HostFailure!);
        return Cause.Text is null;
    }

    private async Task HoldAsync()
    {
        try
        {
            await new HostHolds(Job, Plan.Name).TakeAsync(Streams.Where(s => s.IsOpen).Select(s => s.Host).Distinct(), exclusive: true, Cause.Stop).ConfigureAwait(false);
        }
        catch (HostException e)
        {
            Cause.Set(null, null, Outcome.Error, e.Message);
        }
    }

    // 127.0.0.1 leads nowhere from another machine: where both kinds of hosts take part, this machine goes by the address that the others reach.
    private async Task SettleAddressesAsync(IEnumerable<StreamRun> streams)
    {
        var remote = streams.FirstOrDefault(s => s.Placed.Host.Way.Any(h => h.Kind is "ssh" or "slurm"));
        if (remote is null) return;
        foreach (var local in streams.Where(s => s.IsHere && s.Placed.Host.Address is null))
            local.Address = await LocalAddress.TowardsAsync(remote.Address, Cause.Stop).ConfigureAwait(false) ?? local.Address;
    }

    private async Task RunBodyAsync(ITestBody body)
    {
        foreach (var stream in Streams.Where(s => s.IsOpen)) await stream.BeginAsync().ConfigureAwait(false);
        runsCode = body is not DeclaredBody;
        try
        {
            await body.RunAsync(new StreamSet(this), Cause.Stop).ConfigureAwait(false);
            HasRunCode();
            Seal();
        }
        catch (OperationCanceledException) when (Cause.Stop.IsCancellationRequested)
        {
        }
        catch (Exception e) when (!Cause.IsOver && OutcomeException.In(e) is { Outcome: Outcome.Skip } skip)
        {
            SkipBy(skip.Message);
        }
        catch (Exception e) when (!Cause.IsOver && CulpritOf(e) is { } culprit)
        {
            // The failure is known: what the test left running ends because of it.
            await culprit.EvidenceAsync().ConfigureAwait(false);
            if (Streams.Any(s => s.IsAtWork)) Cause.StopFor(culprit.Text!);
            HasRunCode();
            Seal();
        }
        catch (TestException e) when (e.Result is { Outcome: Outcome.Aborted } && !Cause.IsOver)
        {
            // Released by a failure that was expected: neither that nor what a C# test did not reach because of it counts.
            Job.Log(LogSource.Controller, $"{Plan.Name} ends early: {e.Message}", LogLevel.Warning, Plan.Name);
            HasRunCode();
            Seal();
        }
#pragma warning disable CA1031 // Whatever a test throws is its failure, not ours.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Cause.Set(null, null, Outcome.Fail, e.Message);
            Job.Log(LogSource.Controller, e.ToString(), LogLevel.Detail, Plan.Name);
        }

        foreach (var stream in Streams) stream.HasWorked();
    }

    // Whose failure, which lets the others go on, an exception of a test in C# tells of.
    private StreamCause? CulpritOf(Exception e) => e switch
    {
        TestException { Result: { } result } => StreamOf(result.Party)?.Cause.Culprit,
        AggregateException all when all.InnerExceptions.All(inner => CulpritOf(inner) is not null) => CulpritOf(all.InnerExceptions[0]),
        _ => null,
    };

    private (Outcome Outcome, string Message) Ending(CancellationToken cancellationToken)
    {
        // What breaks while a cancelled run is taken down is no result of it.
        if (Cause.First is null && cancellationToken.IsCancellationRequested) return (Outcome.Cancelled, RootCause.Cancelled);
        var failed = Streams.Where(s => s.Ended.Outcome.IsFailure()).ToList();
        if (failed.Count == 0)
        {
            if (Cause.Text is { } cause) return (Cause.IsError ? Outcome.Error : Outcome.Fail, cause);
            if (cancellationToken.IsCancellationRequested) return (Outcome.Cancelled, RootCause.Cancelled);
            if (Streams.All(s => s.Ended.Outcome == Outcome.Skip)) return Streams[0].Ended;
            var worst = Streams.Max(s => s.Ended.Outcome is Outcome.Skip or Outcome.Aborted ? Outcome.Pass : s.Ended.Outcome);
            return worst.IsPass() && Warned is { Length: > 0 } warned ? (Outcome.Warn, warned) : (worst, "");
        }

        var outcome = failed.Any(s => s.Ended.Outcome != Outcome.Error) ? Outcome.Fail : Outcome.Error;
        return (outcome, string.Create(CultureInfo.InvariantCulture,
            $"{failed.Count} of {Streams.Length} streams failed: {string.Join(", ", failed.Select(s => s.Name))}, because {Cause.First ?? failed[0].Ended.Message}"));
    }
}
