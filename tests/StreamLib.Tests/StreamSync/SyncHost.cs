using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Sync;
using StreamLibTests.Hosts;
using StreamLibTests.Sync;

namespace StreamLibTests.StreamSync;

/// <summary>A host with one of the shells that a host may have, and a sync server that it reaches over FIFOs or TCP.</summary>
internal sealed class SyncHost : IAsyncDisposable
{
    private SyncHost(Lab lab, Host host, string address) => (Lab, Host, Address) = (lab, host, address);

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal Lab Lab { get; }

    internal Host Host { get; }

    /// <summary>What STREAMLIB_SYNC is.</summary>
    internal string Address { get; }

    /// <summary>What PATH is on the host, <c>stream-sync</c> apart; by default what it is for every command there.</summary>
    internal string? Tools { get; init; }

    internal static async Task<SyncHost> OverFifosAsync(string shell = "dash", HostOptions? options = null)
    {
        var lab = new Lab(SyncServerOptions.Default with { Clock = new RealClock() });
        var host = await OpenAsync(shell, options);
        return new(lab, host, await host.RelayAsync(lab.Sync.EndPoint, Ct));
    }

    internal static async Task<SyncHost> OverTcpAsync(string shell, string? tools = null)
    {
        var lab = new Lab(SyncServerOptions.Default with { Clock = new RealClock() });
        return new(lab, await OpenAsync(shell), $"{lab.Sync.EndPoint}") { Tools = tools };
    }

    /// <summary>A command as a party runs it.</summary>
    internal HostCommand Command(string party, string line, string address = "")
    {
        var environment = ImmutableSortedDictionary<string, string>.Empty
            .Add("STREAMLIB_SYNC", address.Length > 0 ? address : Address).Add("STREAMLIB_TOKEN", Lab.TokenOf(party)).Add("STREAM_SYNC", Host.StreamSync);
        var path = Tools is null ? "" : $"PATH={Host.Tools}:{Tools}\n";
        return new() { Line = path + line, PathFirst = Host.Tools, Environment = environment };
    }

    /// <summary>Runs a line to its end: its exit status, what it printed, what it complained of.</summary>
    internal async Task<(int? Status, string Output, string Error)> RunAsync(string party, string line)
    {
        var result = await Host.RunAsync(Command(party, line), Ct);
        return (result.ExitCode, result.Output, result.Error);
    }

    internal Task<HostProcess> StartAsync(string party, string line) => Host.StartAsync(Command(party, line), Ct);

    /// <summary>The commands of this job that run on the host, apart from those that keep, supervise and relay.</summary>
    internal async Task<string[]> LeftAsync()
    {
        var text = await Host.RequestAsync($"for p in $(_sl_members {Host.Folder}/marks/command); do tr '\\0' ' ' </proc/$p/cmdline; echo; done");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Lab.DisposeAsync();
    }

    // Its own /bin/sh would run it otherwise.
    private static async Task<Host> OpenAsync(string shell, HostOptions? options = null)
    {
        var host = await TestShells.OpenAsync(shell, options);
        var script = await File.ReadAllLinesAsync(host.StreamSync, Ct);
        script[0] = $"#!{host.Options.Shell}";
        await File.WriteAllLinesAsync(host.StreamSync, script, Ct);
        return host;
    }

    /// <summary>Who shows a wrong token is answered late, and here nobody turns a clock.</summary>
    private sealed class RealClock : TimeProvider;
}
