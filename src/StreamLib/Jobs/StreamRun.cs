using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>One stream while it runs: its host, its nested tests so far, and how it ends.</summary>
internal sealed partial class StreamRun(TestRun test, PlacedStream placed, SharedHost shared)
{
    private readonly List<StepRun> steps = [];
    private readonly List<NestedResult> results = [];
    private Host? host;
    private Task opened = Task.CompletedTask;
    private int begun;
    private (Outcome Outcome, string Message)? hostFailure;
    private int count;

    /// <summary>What ends it before its last step.</summary>
    public StreamCause Cause { get; } = new(test, placed);

    public PlacedStream Placed => placed;

    public string Name => placed.Name;

    public Host Host => (host is null ? null : shared.Current) ?? throw new InvalidOperationException($"The host of stream {Name} is not open.");

    public bool IsOpen => host is not null && hostFailure is null;

    /// <summary>The address under test.</summary>
    public string Address
    {
        get;
        set
        {
            field = value;
            test.Peers.Changed();
        }
    } = placed.Host.Address ?? "127.0.0.1";

    /// <summary>The ports of its steps.</summary>
    public StreamPorts Ports { get; } = new(placed.Declared);

    /// <summary>Where its commands run.</summary>
    public string WorkingDirectory => Host.SharesFiles ? test.Job.WorkingDirectory : $"{Host.Folder}/streams/{Name}";

    /// <summary>Where its nested tests reach the sync server.</summary>
    public string SyncAddress => shared.SyncAddress;

    /// <summary>Whether it is on this machine, whose own address only counts among those who share it.</summary>
    public bool IsHere => placed.Host.Way.All(hop => hop.Kind == "local");

    /// <summary>Whether nested test classes run inside this process, not in one of their own.</summary>
    public bool RunsInProcess => IsHere && test.Job.InProcess is not null;

    /// <summary>Finds the address under test, as far as that is known before its host is open.</summary>
    public async Task FindAddressAsync(HostOptions options, CancellationToken cancellationToken) =>
        Address = await Host.FindAddressAsync(placed.Host, options, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens its host; what fails on the way is in <see cref="HostFailure"/>.</summary>
    public Task OpenAsync(HostOptions options, CancellationToken cancellationToken) => opened = OpenOnceAsync(options, cancellationToken);

    /// <summary>Opens its host and prepares it, while others may be at work already.</summary>
    public void OpenByItself(HostOptions options, CancellationToken cancellationToken) => opened = OpenAndPrepareAsync(options, cancellationToken);

    /// <summary>Waits until its host is open and says that it has started.</summary>
    /// <returns>Whether it can run.</returns>
    public async Task<bool> BeginAsync()
    {
        await opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (IsOpen && !test.Cause.Stop.IsCancellationRequested && Interlocked.Exchange(ref begun, 1) == 0)
            test.Job.Events.Send(new StreamStarted { Test = test.Plan.Name, Stream = Name, Host = placed.Host.Name });
        return IsOpen;
    }

    private async Task OpenAndPrepareAsync(HostOptions options, CancellationToken cancellationToken)
    {
        await OpenOnceAsync(options, cancellationToken).ConfigureAwait(false);
        if (IsOpen) await GetReadyAsync(null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings there what is planned to run there: a host that cannot run it is not open, before anything starts anywhere.</summary>
    /// <param name="anyOf">The application whose classes may run there although no step says so.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    public Task GetReadyAsync(string? anyOf, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (anyOf is not null && !placed.Declared.CommandsOnly) await shared.DotNetAsync(anyOf, cancellationToken).ConfigureAwait(false);
        foreach (var application in placed.Declared.Steps.Select(s => s.Action).OfType<StepAction.TestClass>().Select(a => a.Application).Distinct())
            await PrepareAsync(application, cancellationToken).ConfigureAwait(false);
        await ShipPayloadsAsync(cancellationToken).ConfigureAwait(false);
    });

    /// <summary>What is required of its host, and is not there. A host that cannot be asked is not open.</summary>
    public async Task<ImmutableArray<Requirement>> UnmetAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<Requirement> unmet = [];
        await GuardAsync(async () => unmet = await shared.UnmetAsync(Requirements.OfHost(test.Plan, placed), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return unmet;
    }

    private Task OpenOnceAsync(HostOptions options, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        host = await shared.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        if (!IsHere) Address = host.Address;
        test.Job.Events.Send(new HostOpened { Test = test.Plan.Name, Stream = Name, Host = host.Name, Address = Address, System = host.Facts.System });
    });

    private async Task GuardAsync(Func<Task> open)
    {
        try
        {
            await open().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the host cannot be used, and is to be closed.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            hostFailure = (Outcome.Error, e.Message);
            if (test.Plan.Start == StartMode.Together) return;
            test.Job.Log(LogSource.Host, e.Message, LogLevel.Warning, test.Plan.Name, Name);
            test.Scope.RemoveStream(Name);
            EndParties($"it did not run: {e.Message}");
            test.Gates.StreamIsLost(placed, e.Message);
        }
    }

    /// <summary>Why its host cannot be used; <c>null</c> when it can.</summary>
    public string? HostFailure => hostFailure?.Message;

    /// <inheritdoc cref="SharedHost"/>
    public SharedHost Shared => shared;

    public string NextId(string name) => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref count)}-{name}");

    /// <summary>Starts a step; returns when a background step is ready, and at once for a foreground step.</summary>
    public async Task<StepRun> StartAsync(Step step)
    {
        var run = new StepRun(test, this, step, NextId(step.Name));
        lock (steps) steps.Add(run);
        HasStarted();
        await run.StartAsync().ConfigureAwait(false);
        return run;
    }

    /// <inheritdoc cref="SharedHost.PrepareAsync"/>
    public Task<(string DotNet, string Folder)> PrepareAsync(string application, CancellationToken cancellationToken) => shared.PrepareAsync(application, cancellationToken);

    /// <summary>What a command that takes evidence is told: the parameters, and where the streams are.</summary>
    public ImmutableSortedDictionary<string, string> EvidenceEnvironment()
    {
        var parameters = NestedEnvironment.Parameters(test, this, new Step { Name = "evidence", Action = new StepAction.Command("") });
        var ports = ImmutableSortedDictionary<string, int>.Empty.SetItems(Ports.Plain is { } port ? [KeyValuePair.Create("", port)] : []);
        return WithPayload(NestedEnvironment.Public(test, this, parameters, ports), lastPayload);
    }

    /// <summary>Its steps so far.</summary>
    public StepRun[] Started()
    {
        lock (steps) return [.. steps];
    }

    public void Add(NestedResult result)
    {
        lock (results) results.Add(result);
    }

    /// <summary>Says that it starts no further step, to those who would wait for one at a barrier or need it. After a failure they are cut off by that.</summary>
    public void EndsHere()
    {
        if (test.Cause.IsOver) return;
        var why = Cause.Text is { } cause ? $"did not run, because {cause}" : "did not run";
        EndParties($"it {why}");
        foreach (var step in placed.Declared.Steps.Skip(CountOfFirst())) test.Gates.NeverReady(Name, step.Name, why, Cause.Culprit);
    }

    // Those who wait for them are cut off without counting.
    private void EndParties(string why)
    {
        for (var i = CountOfFirst(); i < placed.Declared.Steps.Length; i++)
        {
            var party = string.Create(CultureInfo.InvariantCulture, $"{Name}/{i + 1}-{placed.Declared.Steps[i].Name}");
            test.Scope.Ended(party, SyncEnding.ExpectedFailure, why);
        }
    }

    /// <summary>Stops the background steps in reverse order, each when the streams that need it have worked.</summary>
    public async Task StopBackgroundAsync()
    {
        await Cause.EvidenceAsync().ConfigureAwait(false);
        var stopped = new HashSet<StepRun>();
        while (NextToStop(stopped) is { } step)
        {
            await step.UsersAreOverAsync().ConfigureAwait(false);
            if (NextToStop(stopped) != step) continue;
            await step.StopAsync().ConfigureAwait(false);
            stopped.Add(step);
        }
    }

    /// <summary>Sweeps the host, leaves it, and says how the stream ended.</summary>
    public async Task FinishAsync()
    {
        await opened.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Running.IsCompleted)
        {
            AskToEnd();
            // Others wait for it before they stop what it needs.
            await EndAllWorkAsync().ConfigureAwait(false);
        }

        await StopBackgroundAsync().ConfigureAwait(false);
        // A C# test may have left before all that it waited for has ended.
        await Task.WhenAll(Started().Select(s => s.StopAsync())).ConfigureAwait(false);
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        test.Gates.StreamIsOver(placed);
        if (host is not null) await SweepAsync(Host, Name).ConfigureAwait(false);
        await shared.LeaveAsync().ConfigureAwait(false);

        var (outcome, message) = Ending();
        test.Job.Events.Send(new StreamFinished { Test = test.Plan.Name, Stream = Name, Outcome = outcome, Message = message });
        Ended = (outcome, message);
    }

    public (Outcome Outcome, string Message) Ended { get; private set; }

    private (Outcome Outcome, string Message) Ending()
    {
        if (hostFailure is { } failure) return failure;
        ImmutableArray<NestedResult> all;
        lock (results) all = [.. results];
        var worst = all.OrderByDescending(r => Rank(r.Outcome)).FirstOrDefault();
        if (worst is not null && worst.Outcome.IsFailure()) return (worst.Outcome, $"because {worst.Party[(Name.Length + 1)..]} failed: {worst.Message}");
        // The code of a test may skip it at any time.
        if (test.SkippedBecause is { } reason) return (Outcome.Skip, reason);
        var cut = test.Cause.Stop.IsCancellationRequested && (all.IsEmpty || all.Length < placed.Declared.Steps.Length || worst!.Outcome is Outcome.Aborted or Outcome.Cancelled);
        if (cut) return test.Cause.CutOff;
        // That one of its steps failed as expected makes it no failure of any kind.
        return worst is null or { Outcome: Outcome.ExpectedFailure or Outcome.Pass } ? (Outcome.Pass, "") : (worst.Outcome, worst.Message);
    }

    private async Task SweepAsync(Host opened, string mark)
    {
        try
        {
            using var limit = new CancellationTokenSource(test.Plan.Deadlines.CleanupTimeout);
            var report = await opened.SweepAsync(mark, limit.Token).ConfigureAwait(false);
            foreach (var killed in report.Killed) Warn($"ended what {mark} left running on {opened.Name}: {killed.Command} (process {killed.Pid})");
            foreach (var left in report.MayNotKill) Warn($"may not end what {mark} left running on {opened.Name}: {left.Command} (process {left.Pid})");
        }
        catch (HostException e)
        {
            Warn($"{opened.Name} could not be swept: {e.Message.TrimEnd('.')}. What runs there ends by itself when it no longer hears from this machine.");
        }
        catch (OperationCanceledException)
        {
            Warn($"sweeping {opened.Name} took longer than the CleanupTimeout of {test.Plan.Deadlines.CleanupTimeout.TotalSeconds:0} s. What runs there ends by itself when it no longer hears from this machine.");
        }
    }

    private void Warn(string text) => test.Job.Log(LogSource.Host, text, LogLevel.Warning, test.Plan.Name, Name);

    private static int Rank(Outcome outcome) => outcome == Outcome.Skip ? -1 : (int)outcome;
}
