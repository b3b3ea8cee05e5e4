using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>One stream while it runs: its host, its nested tests so far, and how it ends.</summary>
internal sealed class StreamRun(TestRun test, PlacedStream placed)
{
    private readonly List<StepRun> steps = [];
    private readonly List<NestedResult> results = [];
    private readonly Dictionary<string, Task<(string DotNet, string Folder)>> prepared = [];
    private Host? host;
    private (Outcome Outcome, string Message)? hostFailure;
    private int count;

    public PlacedStream Placed => placed;

    public string Name => placed.Name;

    public Host Host => host ?? throw new InvalidOperationException($"The host of stream {Name} is not open.");

    public bool IsOpen => host is not null && hostFailure is null;

    /// <summary>The address under test.</summary>
    public string Address { get; set; } = placed.Host.Address ?? "127.0.0.1";

    /// <summary>The port of its last step that has one.</summary>
    public int? Port { get; set; }

    /// <summary>Where its commands run.</summary>
    public string WorkingDirectory => Host.SharesFiles ? test.Job.WorkingDirectory : $"{Host.Folder}/{Name}";

    /// <summary>Where its nested tests reach the sync server.</summary>
    public string SyncAddress { get; private set; } = "";

    public async Task OpenAsync(HostOptions options, CancellationToken cancellationToken)
    {
        try
        {
            host = await Host.OpenAsync(placed.Host, options, cancellationToken).ConfigureAwait(false);
            Address = host.Address;
            (SyncAddress, var noTunnel) = await host.ReachBackAsync(test.Scope.EndPoint, cancellationToken).ConfigureAwait(false);
            if (noTunnel is not null) test.GoesOverFifos(host.Name, noTunnel);
            test.Job.Events.Send(new HostOpened { Test = test.Plan.Name, Stream = Name, Host = host.Name, Address = Address, System = host.Facts.System });
            // Before anything starts anywhere: a host that cannot run what is planned for it is not open.
            foreach (var application in placed.Declared.Steps.Select(s => s.Action).OfType<StepAction.TestClass>().Select(a => a.Application).Distinct())
                await PrepareAsync(application, cancellationToken).ConfigureAwait(false);
        }
        catch (HostException e)
        {
            hostFailure = (Outcome.Error, e.Message);
        }
    }

    /// <summary>Why its host cannot be used; <c>null</c> when it can.</summary>
    public string? HostFailure => hostFailure?.Message;

    public string NextId(string name) => string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref count)}-{name}");

    /// <summary>Starts a step; returns when a background step is ready, and at once for a foreground step.</summary>
    public async Task<StepRun> StartAsync(Step step)
    {
        var run = new StepRun(test, this, step, NextId(step.Name));
        lock (steps) steps.Add(run);
        await run.StartAsync().ConfigureAwait(false);
        return run;
    }

    /// <summary>Brings a test application to the host, and .NET where it has none, once.</summary>
    /// <returns>What starts <c>dotnet</c> there, and the folder of the application.</returns>
    public Task<(string DotNet, string Folder)> PrepareAsync(string application, CancellationToken cancellationToken)
    {
        lock (prepared)
            return prepared.TryGetValue(application, out var there) ? there : prepared[application] = PrepareOnceAsync(application, cancellationToken);
    }

    /// <summary>What a command that takes evidence is told: the parameters, and where the streams are.</summary>
    public ImmutableSortedDictionary<string, string> EvidenceEnvironment() => NestedEnvironment.Public(
        test, NestedEnvironment.Parameters(test, this, new Step { Name = "evidence", Action = new StepAction.Command("") }), Port);

    /// <summary>Its steps so far.</summary>
    public StepRun[] Started()
    {
        lock (steps) return [.. steps];
    }

    public void Add(NestedResult result)
    {
        lock (results) results.Add(result);
    }

    /// <summary>Stops the background steps in reverse order, each when all that needs it is over.</summary>
    public async Task StopBackgroundAsync()
    {
        await test.Cause.EvidenceAsync().ConfigureAwait(false);
        foreach (var step in Started().Where(s => s.Step.Background).Reverse())
        {
            await step.UsersAreOverAsync().ConfigureAwait(false);
            await step.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sweeps the host, closes it, and says how the stream ended.</summary>
    public async Task FinishAsync()
    {
        await StopBackgroundAsync().ConfigureAwait(false);
        // A C# test may have left before all that it waited for has ended.
        await Task.WhenAll(Started().Select(s => s.StopAsync())).ConfigureAwait(false);
        test.Gates.StreamIsOver(placed);
        if (host is not null)
        {
            await SweepAsync(host).ConfigureAwait(false);
            await host.DisposeAsync().ConfigureAwait(false);
        }

        var (outcome, message) = Ending();
        test.Job.Events.Send(new StreamFinished { Test = test.Plan.Name, Stream = Name, Outcome = outcome, Message = message });
        Ended = (outcome, message);
    }

    public (Outcome Outcome, string Message) Ended { get; private set; }

    private async Task<(string DotNet, string Folder)> PrepareOnceAsync(string application, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(application))!;
        // Streams on one host would send the same side by side.
        using var turn = await test.TurnAsync(string.Join('|', placed.Host.Way), cancellationToken).ConfigureAwait(false);
        var dotnet = await Host.DotNetAsync(application, shipment => StepLine.Log(test, Name, shipment, ".NET runtime"), cancellationToken).ConfigureAwait(false);
        var shipment = await Host.ShipAsync(folder, cancellationToken).ConfigureAwait(false);
        if (!Host.SharesFiles) StepLine.Log(test, Name, shipment, $"payload {Path.GetFileName(folder)}");
        return (dotnet, shipment.Folder);
    }

    private (Outcome Outcome, string Message) Ending()
    {
        if (hostFailure is { } failure) return failure;
        ImmutableArray<NestedResult> all;
        lock (results) all = [.. results];
        var worst = all.OrderByDescending(r => Rank(r.Outcome)).FirstOrDefault();
        if (worst is not null && worst.Outcome.IsFailure()) return (worst.Outcome, $"because {worst.Party[(Name.Length + 1)..]} failed: {worst.Message}");
        var cut = test.Cause.Stop.IsCancellationRequested && (all.IsEmpty || all.Length < placed.Declared.Steps.Length || worst!.Outcome is Outcome.Aborted or Outcome.Cancelled);
        if (cut) return test.Cause.CutOff;
        return worst is null ? (Outcome.Pass, "") : (worst.Outcome, worst.Message);
    }

    private async Task SweepAsync(Host opened)
    {
        try
        {
            using var limit = new CancellationTokenSource(test.Plan.Deadlines.CleanupTimeout);
            var report = await opened.SweepAsync(Name, limit.Token).ConfigureAwait(false);
            foreach (var killed in report.Killed) Warn($"ended what {Name} left running on {opened.Name}: {killed.Command} (process {killed.Pid})");
            foreach (var left in report.MayNotKill) Warn($"may not end what {Name} left running on {opened.Name}: {left.Command} (process {left.Pid})");
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
