using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTests.Hosts;

[assembly: AssemblyFixture(typeof(SshServer))]

namespace StreamLibTests.Hosts;

/// <summary>A real sshd on the loopback of this machine, reached under several names, each with a way of its own to be difficult.</summary>
public sealed class SshServer : IAsyncLifetime
{
    private readonly Dictionary<string, int> _ports = [];
    private string _folder = "";
    private Process? _sshd;

    /// <summary>The ssh configuration that knows the names <c>plain</c>, <c>noisy</c>, <c>tcsh</c>, <c>closed</c> (no forwarding), <c>refused</c>, <c>stranger</c> (another host key),
    /// <c>bannered</c> and <c>barred</c> (see <see cref="Banner"/>; the latter refuses every login), <c>single</c>, <c>double</c> and <c>none</c> (as many
    /// sessions on a connection) and <c>nobody</c> (nothing listens).</summary>
    public string Config => Path.Combine(_folder, "config");

    /// <summary>What <c>bannered</c> and <c>barred</c> show to all that come: legal, and full of what a client could say.</summary>
    public static string Banner => """
        Permission denied to all without a contract; connections are timed out after use.
        Host key verification failed.
        ssh: connect to host elsewhere port 22: Connection refused
        root@elsewhere: Permission denied (publickey).

        """;

    /// <summary>The port of <c>plain</c>, on which it listens over IPv6 too.</summary>
    public int Port => _ports["plain"];

    public int Pid => _sshd!.Id;

    /// <summary>The port of a name.</summary>
    public int PortOf(string name) => _ports[name];

    public HostOptions Options => TestShells.Quick with { SshConfig = Config };

    public Task<Host> OpenAsync(string name, HostOptions? options = null) =>
        Host.OpenAsync(HostList.Parse($"ssh:{name}", ".")[0], options ?? Options, TestContext.Current.CancellationToken);

    /// <summary>Writes another configuration for the same user and the same server.</summary>
    /// <param name="lines">What goes before; a key has to be given if it is to be another one.</param>
    public string Configure(params string[] lines)
    {
        var file = Path.Combine(_folder, $"config-{Guid.NewGuid():N}");
        string[] key = lines.Any(line => line.Contains("IdentityFile", StringComparison.Ordinal)) ? [] : [$"  IdentityFile {_folder}/user"];
        File.WriteAllLines(file, [.. lines, "Host *", "  User root", .. key, $"  UserKnownHostsFile {_folder}/known", "  GlobalKnownHostsFile none"]);
        return file;
    }

    /// <summary>A copy of the user's key.</summary>
    /// <param name="passphrase">What protects it.</param>
    public async Task<string> KeyAsync(string passphrase = "")
    {
        var file = Path.Combine(_folder, $"key-{Guid.NewGuid():N}");
        File.Copy(Path.Combine(_folder, "user"), file);
        await RunAsync("ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", file);
        return file;
    }

    public async ValueTask InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("streamlib-sshd-").FullName;
        foreach (var key in new[] { "host", "other", "user", "wrong" })
            await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_folder, key));
        File.Copy(Path.Combine(_folder, "user.pub"), Path.Combine(_folder, "authorized"));
        Directory.CreateDirectory("/run/sshd");
        foreach (var name in new[] { "plain", "noisy", "tcsh", "closed", "bannered", "barred", "single", "double", "none" })
            _ports[name] = FreePort();
        await File.WriteAllTextAsync(Path.Combine(_folder, "sshd_config"), ServerConfig());
        await File.WriteAllTextAsync(Path.Combine(_folder, "noisy.sh"), "echo welcome to this machine\necho it is watched >&2\nprintf 'no newline'\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "banner"), Banner);
        _sshd = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-e", "-f", Path.Combine(_folder, "sshd_config")]) { RedirectStandardError = true })!;
        while ((await _sshd.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("sshd did not start")).Contains("Server listening", StringComparison.Ordinal) is false)
        {
        }

        _ = _sshd.StandardError.ReadToEndAsync();
        foreach (var (known, key) in new[] { ("known", "host"), ("known_other", "other") })
            await File.WriteAllLinesAsync(Path.Combine(_folder, known), _ports.Values.Select(p => $"[127.0.0.1]:{p},[::1]:{p} {File.ReadAllText(Path.Combine(_folder, key + ".pub")).Trim()}"));
        await File.WriteAllTextAsync(Config, ClientConfig());
    }

    public async ValueTask DisposeAsync()
    {
        _sshd?.Kill();
        if (_sshd is not null)
            await _sshd.WaitForExitAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(file, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }

    private string ServerConfig() => $"""
        {string.Join('\n', _ports.Values.Select(p => $"ListenAddress 127.0.0.1:{p}"))}
        ListenAddress [::1]:{Port}
        HostKey {_folder}/host
        AuthorizedKeysFile {_folder}/authorized
        PidFile none
        UsePAM no
        StrictModes no
        PermitRootLogin yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        MaxSessions 10
        AcceptEnv SL_*
        Match LocalPort {_ports["noisy"]}
            ForceCommand sh {_folder}/noisy.sh
        Match LocalPort {_ports["tcsh"]}
            ForceCommand exec tcsh -f -c "$SSH_ORIGINAL_COMMAND"
        Match LocalPort {_ports["closed"]}
            AllowTcpForwarding no
        Match LocalPort {_ports["bannered"]}
            Banner {_folder}/banner
        Match LocalPort {_ports["barred"]}
            Banner {_folder}/banner
            ForceCommand echo 'This account is currently not available.'; exit 1
        Match LocalPort {_ports["single"]}
            MaxSessions 1
        Match LocalPort {_ports["double"]}
            MaxSessions 2
        Match LocalPort {_ports["none"]}
            MaxSessions 0

        """;

    private string ClientConfig()
    {
        var names = _ports.Select(p => $"Host {p.Key}\n  Port {p.Value}");
        return $"""
            {string.Join('\n', names)}
            Host refused
              Port {_ports["plain"]}
              IdentityFile {_folder}/wrong
            Host stranger
              Port {_ports["plain"]}
              UserKnownHostsFile {_folder}/known_other
            Host nobody
              Port {FreePort()}
            Host * !refused
              IdentityFile {_folder}/user
            Host !*.invalid *
              HostName 127.0.0.1
              User root
              IdentitiesOnly yes
              IdentityAgent none
              UserKnownHostsFile {_folder}/known
              GlobalKnownHostsFile none
              KexAlgorithms curve25519-sha256
              RemoteCommand none

            """;
    }
}
