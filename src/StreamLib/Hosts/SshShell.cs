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
    private readonly string _destination;
    private readonly string _folder;
    private readonly string _socket;

    public SshShell(HostSpec host, HostHop hop, HostOptions options)
    {
        (_host, _options, _destination) = (host, options, Ssh.Destination(hop));
        _folder = SshFolder.Make();
        _socket = Path.Combine(_folder, "s");
    }

    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, bool first) =>
        first ? [.. Master(), _destination, Ssh.Line(inner)] : [.. ThroughMaster(), _destination, Ssh.Line(inner)];

    public override async Task<string?> AddressAsync(CancellationToken cancellationToken)
    {
        var (code, output, _) = await LocalProcess.RunAsync(_host, ["ssh", "-G", .. Configuration(), _destination], cancellationToken).ConfigureAwait(false);
        const string Key = "hostname ";
        return code == 0 ? output.Split('\n').FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..].Trim() : null;
    }

    public override async Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken)
    {
        var target = local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{local.Address}]" : local.Address.ToString();
        var (code, output, error) = await LocalProcess.RunAsync(
            _host,
            [.. ThroughMaster(), "-O", "forward", "-R", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:0:{target}:{local.Port}"), _destination],
            cancellationToken).ConfigureAwait(false);
        var port = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return code == 0 && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"127.0.0.1:{port}"
            : throw HostErrors.Forward(_host, Ssh.Words(error, _destination));
    }

    public override HostException Failure(HostSpec host, string words) => Ssh.Failure(host, words);

    public override ValueTask DisposeAsync()
    {
        SshFolder.Remove(_folder);
        return ValueTask.CompletedTask;
    }

    private ImmutableArray<string> Configuration() => _options.SshConfig is { } file ? ["-F", file] : [];

    private ImmutableArray<string> Master()
    {
        // ssh gives up an interval after the last of its questions.
        var alive = (long)Math.Max(1, Math.Floor(_options.HeartbeatLimit.TotalSeconds / 3));
        return
        [
            "ssh", "-M", "-S", _socket, "-T", .. Configuration(),
            .. Ssh.NeverAsk(),
            "-o", "ControlPersist=no",
            "-o", "ClearAllForwardings=yes",
            "-o", "RemoteCommand=none",
            "-o", "PermitLocalCommand=no",
            "-o", "EscapeChar=none",
            "-o", $"ConnectTimeout={HostOptions.Seconds(_options.ConnectTimeout)}",
            "-o", string.Create(CultureInfo.InvariantCulture, $"ServerAliveInterval={alive}"),
            "-o", "ServerAliveCountMax=2",
        ];
    }

    // Without the master ssh would connect anew, past everything that is known of this connection; the proxy turns that into an error.
    private ImmutableArray<string> ThroughMaster() =>
        ["ssh", "-F", "none", "-S", _socket, "-T", "-o", "ControlMaster=no", "-o", "ProxyCommand=false", "-o", "BatchMode=yes", "-o", "EscapeChar=none", "-o", "LogLevel=ERROR"];
}

/// <summary>A shell behind the ssh client of another host; each session is a connection of its own.</summary>
internal sealed class SshHopShell(Shell outer, HostSpec host, HostHop hop) : Shell
{
    public override ImmutableArray<string> Argv(ImmutableArray<string> inner, bool first) =>
        outer.Argv(["ssh", "-T", "-o", "BatchMode=yes", "-o", "ClearAllForwardings=yes", "-o", "EscapeChar=none", Ssh.Destination(hop), Ssh.Line(inner)], first);

    public override Task<string> ForwardAsync(IPEndPoint local, CancellationToken cancellationToken) =>
        throw HostErrors.Unsupported(host, "is reached by ssh from another host, where no tunnel leads back", "Use ProxyJump in the ssh configuration instead of stacking ssh.");

    public override HostException Failure(HostSpec failed, string words) => Ssh.Failure(failed, words);

    public override ValueTask DisposeAsync() => outer.DisposeAsync();
}
