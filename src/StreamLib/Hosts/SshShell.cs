using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A shell behind the OpenSSH client of this machine. The first session is the master; all others go through its connection.</summary>
internal sealed class SshShell : Shell
{
    // As long as a turn lasts at most.
    private const int LooksAtSocket = 150;

    private readonly HostSpec _host;
    private readonly HostOptions _options;
    private readonly ImmutableArray<string> _destination;
    private readonly string _folder;
    private readonly string _socket;
    private readonly Lazy<Task<ImmutableDictionary<string, string>>> _settings;
    private readonly SshConnections _connections;
    private readonly ConcurrentDictionary<string, SshLog> _logs = new(StringComparer.Ordinal);

    public SshShell(HostSpec host, HostHop hop, HostOptions options)
    {
        (_host, _options, _destination) = (host, options, Ssh.Destination(hop));
        try
        {
            _folder = ProcessFolder.OfConnections.Make();
        }
        catch (IOException e)
        {
            throw HostErrors.NoLocalFolder(host, e.Message);
        }

        _socket = Path.Combine(_folder, "s");
        _settings = new(ReadSettingsAsync);
        _connections = new(this, host, options, _folder);
    }

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) =>
        [.. seat.Opens ? Master(SocketOf(seat)) : ThroughMaster(SocketOf(seat)), .. _destination, Ssh.Line(inner)];

    public override async Task<NearEnd> StartAsync(
        HostSpec host, ImmutableArray<string> inner, Seat seat, CancellationToken cancellationToken)
    {
        var line = Ssh.Line(inner);
        if (seat.Opens) _logs[SocketOf(seat)] = SshLog.Create(SocketOf(seat));
        var environment = seat.Opens ? [] : await SentAsync(cancellationToken).ConfigureAwait(false);
        while (!seat.Opens
            && await SshMux.OpenAsync(SocketOf(seat), line, environment, cancellationToken).ConfigureAwait(false) is { } session)
        {
            if (!session.IsRefused)
            {
                _connections.Granted(seat);
                return session;
            }

            await _connections.MoveAsync(seat, cancellationToken).ConfigureAwait(false);
        }

        return seat.Opens && seat.Socket.Length > 0
            ? await ConnectAsync(host, inner, seat, cancellationToken).ConfigureAwait(false)
            : await base.StartAsync(host, inner, seat, cancellationToken).ConfigureAwait(false);
    }

    public override Task<Seat> EnterAsync(string idle, CancellationToken cancellationToken) => _connections.EnterAsync(idle, cancellationToken);

    public override async Task<string?> AddressAsync(CancellationToken cancellationToken) =>
        (await _settings.Value.WaitAsync(cancellationToken).ConfigureAwait(false)).GetValueOrDefault("hostname");

    public override async Task<string?> DoorAsync(CancellationToken cancellationToken)
    {
        var settings = await _settings.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return settings.GetValueOrDefault("proxyjump", "none") is var jump and not "none" ? jump.Split(',')[0]
            : settings.GetValueOrDefault("proxycommand", "none") is var command and not "none" ? command
            : $"{settings.GetValueOrDefault("hostname", _destination[^1])}:{settings.GetValueOrDefault("port")}";
    }

    public override async Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken)
    {
        var target = local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{local.Address}]" : local.Address.ToString();
        var (code, output, error) = await LocalProcess.RunAsync(
            _host,
            [.. ThroughMaster(_socket), "-O", "forward", "-R", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:0:{target}:{local.Port}"), .. _destination],
            cancellationToken).ConfigureAwait(false);
        var port = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return code == 0 && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"127.0.0.1:{port}"
            : throw HostErrors.Forward(_host, Ssh.Words(error, _destination[^1]));
    }

    public override string Reported(Seat seat) => _logs.TryGetValue(SocketOf(seat), out var log) ? log.Read() : "";

    public override void HasBegun(Seat seat)
    {
        if (_logs.TryGetValue(SocketOf(seat), out var log)) log.Unlink();
    }

    public override HostException Failure(HostSpec host, Seat seat, string printed) => SshFailure.Of(host, Reported(seat), printed);

    public override Task<int?> CountSessionsAsync(int most, CancellationToken cancellationToken) =>
        SshMux.CountAsync(_socket, Ssh.Line(["/bin/cat"]), most, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync().ConfigureAwait(false);
        foreach (var log in _logs.Values) log.Dispose();
        ProcessFolder.Remove(_folder);
    }

    // A session with a connection of its own. It has its turn as all that connect do, until it is logged in or has ended.
    private async Task<NearEnd> ConnectAsync(HostSpec host, ImmutableArray<string> inner, Seat seat, CancellationToken cancellationToken)
    {
        var turn = await DoorAsync(cancellationToken).ConfigureAwait(false) is { } door
            ? await ConnectGate.EnterAsync(door, cancellationToken).ConfigureAwait(false)
            : null;
        try
        {
            var started = await base.StartAsync(host, inner, seat, cancellationToken).ConfigureAwait(false);
            _ = LeaveWhenLoggedInAsync(turn, seat.Socket, started.WaitForExitAsync(CancellationToken.None));
            turn = null;
            return started;
        }
        finally
        {
            turn?.Dispose();
        }
    }

    // The client makes its socket when it is logged in.
    private static async Task LeaveWhenLoggedInAsync(IDisposable? turn, string socket, Task exit)
    {
        using (turn)
        {
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            for (var looks = 0; looks < LooksAtSocket && !exit.IsCompleted && !File.Exists(socket); looks++)
                await look.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    // What ssh makes of its configuration for this host. What is given several times is joined.
    private async Task<ImmutableDictionary<string, string>> ReadSettingsAsync()
    {
        var (code, output, error) = await LocalProcess.RunAsync(
            _host, Ssh.Settings(_options.SshConfig, _destination), CancellationToken.None).ConfigureAwait(false);
        if (code != 0) throw SshFailure.Of(_host, error, "");
        var settings = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n'))
        {
            if (line.Split(' ', 2) is not [var name, var value]) continue;
            settings[name] = settings.TryGetValue(name, out var before) && name == "sendenv"
                ? $"{before} {value.Trim()}"
                : before ?? value.Trim();
        }

        return settings.ToImmutable();
    }

    // The client of a connection sends them for the session that opens it; for all others it is handed them.
    private async Task<ImmutableArray<string>> SentAsync(CancellationToken cancellationToken)
    {
        var settings = await _settings.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return settings.GetValueOrDefault("sendenv") is { Length: > 0 } patterns
            ? [.. SentEnvironment.Of(patterns, _host.Environment)]
            : [];
    }

    private string SocketOf(Seat seat) => seat.Socket.Length > 0 ? seat.Socket : _socket;

    private ImmutableArray<string> Configuration() => _options.SshConfig is { } file ? ["-F", file] : [];

    private ImmutableArray<string> Master(string socket)
    {
        // ssh gives up an interval after the last of its questions.
        var alive = (long)Math.Max(1, Math.Floor(_options.HeartbeatLimit.TotalSeconds / 3));
        return
        [
            "ssh", "-M", "-S", socket, "-E", SshLog.PathOf(socket), "-T", .. Configuration(),
            .. Ssh.NeverAsk(_host),
            .. AsSession(),
            "-o", "ControlPersist=no",
            "-o", "ClearAllForwardings=yes",
            "-o", "RemoteCommand=none",
            "-o", "PermitLocalCommand=no",
            "-o", "EscapeChar=none",
            // What it says is what an error says.
            "-o", "LogLevel=INFO",
            "-o", $"ConnectTimeout={HostOptions.Seconds(_options.ConnectTimeout)}",
            "-o", string.Create(CultureInfo.InvariantCulture, $"ServerAliveInterval={alive}"),
            "-o", "ServerAliveCountMax=2",
        ];
    }

    // Clients that know these settings list them, whatever they are; older ones would refuse them.
    private ImmutableArray<string> AsSession() =>
        _settings.Value is { IsCompletedSuccessfully: true } read && read.Result.ContainsKey("sessiontype")
        ? ["-o", "SessionType=default", "-o", "StdinNull=no", "-o", "ForkAfterAuthentication=no"]
        : [];

    // Without the master ssh would connect anew, past everything that is known of this connection; the proxy turns that into an error.
    private static ImmutableArray<string> ThroughMaster(string socket) =>
        ["ssh", "-F", "none", "-S", socket, "-T", "-o", "ControlMaster=no", "-o", "ProxyCommand=false", "-o", "BatchMode=yes", "-o", "EscapeChar=none", "-o", "LogLevel=ERROR"];
}

/// <summary>A shell behind the ssh client of another host; each session is a connection of its own.</summary>
internal sealed class SshHopShell(Shell outer, HostSpec host, HostHop hop) : ShellBehind(outer)
{
    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) =>
        Outer.Argv(Words(inner), seat);

    public override Task<NearEnd> StartAsync(HostSpec started, ImmutableArray<string> inner, Seat seat, CancellationToken cancellationToken) =>
        Outer.StartAsync(started, Words(inner), seat, cancellationToken);

    public override Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken) =>
        throw HostErrors.Unsupported(host, "is reached by ssh from another host, where no tunnel leads back", "Use ProxyJump in the ssh configuration instead of stacking ssh.");

    public override string Reported(Seat seat) => "";

    // Its client has no file of its own that could be read from here.
    public override HostException Failure(HostSpec failed, Seat seat, string printed) =>
        SshFailure.Of(failed, SshFailure.OwnLines(printed), printed);

    private ImmutableArray<string> Words(ImmutableArray<string> inner) =>
        [
            // At this level no banner is shown: it could not be told from the client's own words.
            "ssh", "-T", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes", "-o", "EscapeChar=none", "-o", "LogLevel=ERROR",
            .. Ssh.Destination(hop), Ssh.Line(inner),
        ];
}
