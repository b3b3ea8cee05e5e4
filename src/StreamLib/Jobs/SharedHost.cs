using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>A host of a test: opened once, whatever the number of streams on it, and closed when the last of these is over.</summary>
#pragma warning disable CA1001 // What ends the attempts to open it again has no timer, and an attempt may look at it late.
internal sealed partial class SharedHost(TestRun test, HostSpec spec, string[] streams)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<(string DotNet, string Folder)>> prepared = [];
    private readonly Dictionary<string, Task<string>> runtimes = [];
    private Task<ImmutableArray<Requirement>>? asked;
    private Task<Host>? opening;
    private int left = streams.Length;

    /// <summary>The host as it is open now: another object when it had gone away and came back.</summary>
    public Host? Current { get; private set; }

    /// <summary>Where its nested tests reach the sync server.</summary>
    public string SyncAddress { get; private set; } = "";

    /// <summary>Opens it, or waits until it is open.</summary>
    /// <exception cref="HostException">It cannot be opened.</exception>
    public Task<Host> OpenAsync(HostOptions options, CancellationToken cancellationToken)
    {
        lock (gate) return opening ??= OpenFirstAsync(options with { Log = Log }, cancellationToken);
    }

    /// <summary>Those of these requirements that it does not meet.</summary>
    /// <exception cref="HostException">It could not be asked.</exception>
    public async Task<ImmutableArray<Requirement>> UnmetAsync(ImmutableArray<Requirement> requirements, CancellationToken cancellationToken)
    {
        if (requirements.IsEmpty) return [];
        var host = await opening!.ConfigureAwait(false);
        // All streams of the host ask for all of it: one question is enough.
        Task<ImmutableArray<Requirement>> answer;
        lock (gate) answer = asked ??= HostProbe.UnmetAsync(host, test.RequiredOf(spec), host.Options.ConnectTimeout, cancellationToken);
        var unmet = await answer.ConfigureAwait(false);
        return [.. requirements.Where(unmet.Contains)];
    }

    /// <summary>Finds .NET for a test application there, or brings it there, once.</summary>
    /// <returns>What starts <c>dotnet</c> there.</returns>
    /// <exception cref="HostException">There is none, and this machine's would not run there.</exception>
    public Task<string> DotNetAsync(string application, CancellationToken cancellationToken)
    {
        lock (gate)
            return runtimes.TryGetValue(application, out var there) ? there : runtimes[application] = DotNetOnceAsync(application, cancellationToken);
    }

    /// <summary>Brings a test application there, and .NET where there is none, once.</summary>
    /// <returns>What starts <c>dotnet</c> there, empty for a program that needs none, and the folder of the application.</returns>
    public Task<(string DotNet, string Folder)> PrepareAsync(string application, CancellationToken cancellationToken)
    {
        lock (gate)
            return prepared.TryGetValue(application, out var there) ? there : prepared[application] = PrepareOnceAsync(application, cancellationToken);
    }

    /// <summary>A stream is over. Returns when all are, and the host is closed.</summary>
    public async Task LeaveAsync()
    {
        if (Interlocked.Decrement(ref left) > 0)
        {
            await closed.Task.ConfigureAwait(false);
            return;
        }

        try
        {
            await EndReturnAsync().ConfigureAwait(false);
            if (opening is { IsCompletedSuccessfully: true }) await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            await LetGoOfLostAsync().ConfigureAwait(false);
        }
        finally
        {
            closed.SetResult();
        }
    }

    private async Task<Host> OpenOnceAsync(HostOptions options, CancellationToken cancellationToken)
    {
        var host = await Host.OpenAsync(spec, options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!test.Job.Options.Exclusive) await new HostHolds(test.Job, test.Plan.Name).TakeAsync([host], exclusive: false, cancellationToken).ConfigureAwait(false);
            (SyncAddress, var noTunnel) = await host.ReachBackAsync(test.Scope.EndPoint, cancellationToken).ConfigureAwait(false);
            if (noTunnel is not null) test.Job.Log(LogSource.Host, $"{host.Name}: sync goes over FIFOs. {noTunnel}", test: test.Plan.Name);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(string DotNet, string Folder)> PrepareOnceAsync(string application, CancellationToken cancellationToken)
    {
        var host = await opening!.ConfigureAwait(false);
        var folder = Path.GetDirectoryName(Path.GetFullPath(application))!;
        var dotnet = await DotNetAsync(application, cancellationToken).ConfigureAwait(false);
        var shipment = await host.ShipAsync(folder, cancellationToken).ConfigureAwait(false);
        if (!host.SharesFiles) Log(shipment.Told($"payload {Path.GetFileName(folder)}"));
        return (dotnet, shipment.Folder);
    }

    private async Task<string> DotNetOnceAsync(string application, CancellationToken cancellationToken)
    {
        var host = await opening!.ConfigureAwait(false);
        // A program brings what it needs, or finds it by itself.
        if (ApplicationFile.IsProgram(ApplicationFile.Started(application))) return "";
        return await host.DotNetAsync(application, shipment => Log(shipment.Told(".NET runtime")), cancellationToken).ConfigureAwait(false);
    }

    private void Log(string text) => test.Job.Log(LogSource.Host, text, test: test.Plan.Name, stream: OnlyStream);

    private void Log(LogLine line) => test.Job.Log(
        LogSource.Host, line.Text, line.Warning ? LogLevel.Warning : LogLevel.Detail, test.Plan.Name, OnlyStream);

    private string? OnlyStream => streams is [var only] ? only : null;
}
