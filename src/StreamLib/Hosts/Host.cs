using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A place where processes start, opened for one job. Closing it ends what is left there and removes the job's folder.</summary>
/// <remarks>When the controller dies, goes silent or is cut off, the host does the same by itself.</remarks>
/// <example><code>
/// await using var host = await Host.OpenAsync(HostList.Parse("ssh:h1", ".")[0], HostOptions.Default, ct);
/// Console.WriteLine((await host.RunAsync("uname -a", ct)).EnsureSucceeded().Output);
/// </code></example>
public sealed partial class Host : IAsyncDisposable
{
    private static readonly TimeSpan s_sweepGrace = TimeSpan.FromSeconds(2);

    private readonly Shell _way;
    private readonly Keeper _keeper;
    private readonly Sweeps _sweeps;
    private readonly CommonVariables _common;
    private readonly ConcurrentDictionary<HostProcess, byte> _processes = new();
    private readonly ConcurrentBag<Relay> _relays = [];
    private readonly CancellationTokenRegistration _onLost;
    private int _number;
    private int _disposed;

    private Host(HostSpec spec, HostOptions options, Shell way, Keeper keeper, string address)
    {
        (Spec, Options, _way, _keeper, Address) = (spec, options, way, keeper, address);
        Facts = new(Fact("system"), Fact("user"), keeper.Facts.GetValueOrDefault("dotnet"));
        Folder = Fact("folder");
        Network = Fact("network") is { Length: > 0 } network ? network : null;
        _sweeps = new(keeper, $"{Folder}/marks");
        _common = new(keeper, Folder);
        if (Fact("instead") is { Length: > 0 } why)
            Warn($"its directory {spec.Directory} is not used: {why}; the work is done in {Folder}");
        _onLost = keeper.Lost.UnsafeRegister(static host => ((Host)host!).CutAll(), this);
    }

    /// <summary>The host as it was written.</summary>
    public HostSpec Spec { get; }

    /// <summary>What every report shows.</summary>
    public string Name => Spec.Name;

    /// <summary>The address under test: the one that was written, or what ssh calls the host name, or 127.0.0.1.</summary>
    public string Address { get; }

    /// <summary>What was seen of it when it was opened.</summary>
    public HostFacts Facts { get; }

    /// <summary>Whether the paths of this machine are valid there: it is this machine.</summary>
    public bool SharesFiles => _way.SharesFiles;

    /// <summary>The network that its processes see: equal on two hosts that share their loopback; <c>null</c> where it cannot be
    /// seen.</summary>
    internal string? Network { get; }

    /// <summary>The private folder of this job on the host; removed at the end.</summary>
    public string Folder { get; }

    /// <summary>Cancelled when the host is lost. Closing it is no loss.</summary>
    public CancellationToken Lost => _keeper.Lost;

    /// <summary>Why it was lost; <c>null</c> as long as it was not.</summary>
    public string? LostReason => _keeper.LostReason;

    /// <summary>For how long it has given no sign of life.</summary>
    internal TimeSpan Silence => _keeper.Silence;

    internal HostOptions Options { get; }

    /// <summary>The local process that everything on the host hangs on.</summary>
    internal int ConnectionPid => _keeper.Pid;

    /// <summary>The script of <c>stream-sync</c> on the host.</summary>
    internal string StreamSync => $"{Folder}/bin/stream-sync";

    /// <summary>The folder on the host from which <c>stream-sync</c> can be executed; empty when there is none.</summary>
    internal string Tools => Fact("tools");

    // It holds a mark as those who supervise do, so that the keeper ends it where the connection does not.
    private string Idle => $"exec 8<{Folder}/marks/keeper.mark; printf '@%s begin\\n' \"$_sl_nonce\"; IFS= read -r _sl_end\n";

    internal string Reset => _keeper.Facts.GetValueOrDefault("reset", "");

    /// <summary>Opens a host. What may pass, such as a refused connection, is tried again until <see cref="HostOptions.ConnectTimeout"/> is over.</summary>
    /// <exception cref="HostException">It cannot be reached, does not let this user in, is not the one that is known, or cannot be worked on.</exception>
    public static async Task<Host> OpenAsync(HostSpec spec, HostOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw HostErrors.Unsupported(spec, "cannot be opened from Windows", "Run this on Linux, for example in WSL.");

        var way = Shell.For(spec, options);
        try
        {
            var address = spec.Address is null ? way.AddressAsync(cancellationToken) : Task.FromResult<string?>(spec.Address);
            var keeper = await Connection.OpenAsync(way, spec, options, stop => Keeper.OpenAsync(way, spec, options, stop), cancellationToken).ConfigureAwait(false);
            return new(spec, options, way, keeper, await address.ConfigureAwait(false) ?? "127.0.0.1");
        }
        catch
        {
            await way.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The address under test of a host that is not open.</summary>
    internal static async Task<string> FindAddressAsync(HostSpec spec, HostOptions options, CancellationToken cancellationToken)
    {
        if (spec.Address is { } written)
            return written;

        var way = Shell.For(spec, options);
        await using var _ = way.ConfigureAwait(false);
        return await way.AddressAsync(cancellationToken).ConfigureAwait(false) ?? "127.0.0.1";
    }

    /// <summary>An address that can be used on the host and leads to <paramref name="local"/> on this machine.</summary>
    /// <exception cref="HostException">There is no way back, as when its sshd does not forward.</exception>
    public Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken) => _way.ForwardAsync(local, cancellationToken);

    /// <summary>How processes of the host reach a server of lines on this machine: HOST:PORT, or <c>fifo:PATH</c> where no tunnel leads back.</summary>
    /// <exception cref="HostException">Neither works, or the host was lost.</exception>
    internal async Task<(string Address, string? NoTunnel)> ReachBackAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        try
        {
            return (await ForwardAsync(server, cancellationToken).ConfigureAwait(false), null);
        }
        catch (HostException e) when (!Lost.IsCancellationRequested)
        {
            return (await RelayAsync(server, cancellationToken).ConfigureAwait(false), e.Message);
        }
    }

    /// <summary>Relays to a server of lines on this machine until the host is closed: <c>fifo:PATH</c>.</summary>
    internal async Task<string> RelayAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var door = string.Create(CultureInfo.InvariantCulture, $"{Folder}/sync{Interlocked.Increment(ref _number)}");
        var relay = await Relay.StartAsync(this, server, NewMark("-relay"), door, cancellationToken).ConfigureAwait(false);
        _relays.Add(relay);
        return $"fifo:{relay.Door}";
    }

    /// <summary>Ends what still runs of all commands whose mark begins with <paramref name="markPrefix"/>, as in <c>client1</c>: daemons included.</summary>
    public Task<SweepReport> SweepAsync(string markPrefix, CancellationToken cancellationToken)
    {
        var grace = Options.Grace < s_sweepGrace ? Options.Grace : s_sweepGrace;
        return _sweeps.SweepAsync($"{Folder}/marks/{Flat(markPrefix)}+", "TERM", grace, cancellationToken);
    }

    /// <summary>Stops what runs there, ends what is left, removes the folder and closes the connection, all within <see cref="HostOptions.CleanupTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        using var cleanup = new CancellationTokenSource(Options.CleanupTimeout);
        await Task.WhenAll(_processes.Keys.Select(p => p.StopAsync())).WaitAsync(cleanup.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_relays.Select(r => r.DisposeAsync().AsTask())).WaitAsync(cleanup.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Lost.IsCancellationRequested)
            Report(await _keeper.CloseAsync(cleanup.Token).ConfigureAwait(false));

        CutAll();
        await Task.WhenAll(_processes.Keys.Select(p => p.Closed)).WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _onLost.DisposeAsync().ConfigureAwait(false);
        await _keeper.DisposeAsync().ConfigureAwait(false);
        await _way.DisposeAsync().ConfigureAwait(false);
    }

    internal Task<SweepReport> SweepMarkAsync(string mark, string signal, TimeSpan grace) => _sweeps.SweepAsync(mark, signal, grace, CancellationToken.None);

    internal Task<string> RequestAsync(string script) => _keeper.RequestAsync(script, CancellationToken.None);

    internal async Task<ShellSession> SessionAsync(string script, CancellationToken cancellationToken)
    {
        if (LostReason is { } reason)
            throw HostErrors.Lost(Spec, reason);

        var seat = await _way.EnterAsync(Idle, cancellationToken).ConfigureAwait(false);
        try
        {
            script = $". {Folder}/login.sh\n{script}";
            return await ShellSession.StartAsync(_way, Spec, Options, script, seat, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            seat.Dispose();
            throw;
        }
    }

    /// <summary>The error when a session ended before its script had begun.</summary>
    internal HostException NoSession(ShellSession session, string printed) =>
        LostReason is { } reason ? HostErrors.Lost(Spec, reason)
        : session.Seat.Opens ? _way.Failure(Spec, session.Seat, printed)
        : _way.SessionFailure(Spec, Ssh.Words(printed, "it ended without a word"));

    /// <summary>Whether a command ended badly because the host is gone, as when a scheduler has taken it away.</summary>
    internal Task<bool> IsGoneAsync() => _keeper.CheckAsync();

    internal Task<string?> CommonVariablesAsync(ImmutableSortedDictionary<string, string> variables, CancellationToken cancellationToken) => _common.FileAsync(variables, cancellationToken);

    internal void Forget(HostProcess process) => _processes.TryRemove(process, out _);

    // Marks lie side by side, so that a prefix of their paths is all that a search needs.
    private static string Flat(string mark) =>
        mark.Length > 0 && mark.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            ? mark.Replace('/', '+')
            : throw new ArgumentException($"'{mark}' is no mark: letters, digits, -, _, . and / only.", nameof(mark));

    private string NewMark(string mark) =>
        string.Create(CultureInfo.InvariantCulture, $"{Folder}/marks/{Flat(mark)}+{Interlocked.Increment(ref _number)}.mark");

    /// <summary>A mark for what a part of this process starts there.</summary>
    internal string MarkInProcess(string mark) => NewMark(mark);

    private string Fact(string name) => _keeper.Facts.GetValueOrDefault(name, "");

    private void CutAll()
    {
        foreach (var process in _processes.Keys)
            process.Cut();
    }

    private void Report(string? left)
    {
        if (left is null)
        {
            Warn($"it did not say within {HostOptions.Seconds(Options.CleanupTimeout)} s (CleanupTimeout) that all is cleared up; it does that by itself");
            return;
        }

        var report = SweepReport.Parse(left);
        foreach (var process in report.Killed)
            Warn($"ended what was left: {process.Pid} {process.Command}");
        foreach (var process in report.MayNotKill)
            Warn($"may not end what is left: {process.Pid} {process.Command}");
        foreach (var line in left.Split('\n'))
        {
            switch (line.Split(' ', 3))
            {
                case ["left", ..]: Warn($"could not remove {line["left ".Length..]}"); break;
                case ["done", ..]: Options.Log?.Invoke(new($"{Name}: at the end: {line["done ".Length..]}")); break;
                case ["failed", var status, var what]: Warn($"at the end, with exit status {status}: {what}"); break;
            }
        }
    }

    internal void Warn(string text) => Options.Log?.Invoke(new($"{Name}: {text}", Warning: true));
}
