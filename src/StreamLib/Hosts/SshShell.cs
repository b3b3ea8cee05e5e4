using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>A shell behind the OpenSSH client of this machine. The first session is the master; all others go through its connection.</summary>
internal sealed class SshShell : Shell
{
    private readonly HostSpec _host;
    private readonly HostOptions _options;
    private readonly ImmutableArray<string> _destination;
    private readonly string _folder;
    private readonly string _socket;
    private readonly Lazy<Task<ImmutableDictionary<string, string>>> _settings;
    private readonly SshConnections _connections;

    public SshShell(HostSpec host, HostHop hop, HostOptions options)
    {
        (_host, _options, _destination) = (host, options, Ssh.Destination(hop));
        _folder = ProcessFolder.OfConnections.Make();
        _socket = Path.Combine(_folder, "s");
        _settings = new(ReadSettingsAsync);
        _connections = new(this, host, options, _folder);
    }

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, Seat seat) =>
        [.. seat.Opens ? Master(SocketOf(seat)) : ThroughMaster(SocketOf(seat)), .. _destination, Ssh.Line(inner)];

    public override async Task<NearEnd> StartAsync(HostSpec host, ImmutableArray<string> inner, Seat seat, CancellationToken cancellationToken) =>
        !seat.Opens && await SshMux.OpenAsync(SocketOf(seat), Ssh.Line(inner), cancellationToken).ConfigureAwait(false) is { } session
            ? session
            : await base.StartAsync(host, inner, seat, cancellationToken).ConfigureAwait(false);

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

    public override HostException Failure(HostSpec host, string words) => Ssh.Failure(host, words);

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync().ConfigureAwait(false);
        ProcessFolder.Remove(_folder);
    }

    // What ssh makes of its configuration for this host.
    private async Task<ImmutableDictionary<string, string>> ReadSettingsAsync()
    {
        var (_, output, _) = await LocalProcess.RunAsync(_host, ["ssh", "-G", .. Configuration(), .. _destination], CancellationToken.None).ConfigureAwait(false);
        var settings = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n'))
        {
            if (line.Split(' ', 2) is [var name, var value]) settings.TryAdd(name, value.Trim());
        }

        return settings.ToImmutable();
    }

    private string SocketOf(Seat seat) => seat.Socket.Length > 0 ? seat.Socket : _socket;

    private ImmutableArray<string> Configuration() => _options.SshConfig is { } file ? ["-F", file] : [];

    private ImmutableArray<string> Master(string socket)
    {
        // ssh gives up an interval after the last of its questions.
        var alive = (long)Math.Max(1, Math.Floor(_options.HeartbeatLimit.TotalSeconds / 3));
        return
        [
            "ssh", "-M", "-S", socket, "-T", .. Configuration(),
            .. Ssh.NeverAsk(_host),
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

    public override HostException Failure(HostSpec failed, string words) => Ssh.Failure(failed, words);

    private ImmutableArray<string> Words(ImmutableArray<string> inner) =>
        ["ssh", "-T", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes", "-o", "EscapeChar=none", .. Ssh.Destination(hop), Ssh.Line(inner)];
}
