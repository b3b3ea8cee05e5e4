using Xunit;
using Xunit.Sdk;

namespace StreamLibTesting;

/// <summary>
/// Hosts h1 … hN on this machine, each with a network, process table, host name, /tmp and home of its own, a real sshd and a plain
/// user (see <c>tests/lab/lab help</c>). Disposing it takes them down. When the test process is killed, the next lab takes them down.
/// </summary>
public sealed class Lab : IAsyncDisposable
{
    private static readonly string Script = Repository.PathOf("tests", "lab", "lab");
    private static int raised;
    private int down;

    private Lab(string name, LabOptions options)
    {
        Name = name;
        Folder = $"/run/streamlib-lab/{name}/client";
        Hosts = [.. Enumerable.Range(1, options.Count).Select(number => $"h{number}")];
    }

    /// <summary>The variable to set to 1 where no test may be skipped for want of hosts, such as in CI.</summary>
    public const string NoSkipVariable = "STREAMLIB_TESTS_NO_SKIP";

    /// <summary>The name of the lab, for <c>lab … --name</c>; unlike all others.</summary>
    public string Name { get; }

    /// <summary>The folder with all that is needed to use the lab.</summary>
    public string Folder { get; }

    /// <summary>The names of the hosts, without <c>jump</c>.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>An ssh configuration that knows the hosts: <c>ssh -F …</c>.</summary>
    public string SshConfig => Path.Combine(Folder, "ssh_config");

    /// <summary>An inventory of the hosts, for <c>--hosts=@…</c>.</summary>
    public string Inventory => Path.Combine(Folder, "lab.json");

    /// <summary>The configuration of its Slurm, for the environment variable <c>SLURM_CONF</c>.</summary>
    public string SlurmConf => Path.Combine(Folder, "slurm.conf");

    /// <summary>Whether a lab can be raised by this process.</summary>
    public static bool IsPossible => Environment.IsPrivilegedProcess || Environment.GetEnvironmentVariable(NoSkipVariable) == "1";

    /// <summary>Skips the calling test when the tests do not run as root, which alone may raise a lab.</summary>
    public static void Require() => Assert.SkipUnless(IsPossible, "Hosts to test against can be raised by root only.");

    /// <summary>Raises a lab.</summary>
    /// <param name="options">What kind of hosts.</param>
    /// <param name="cancellationToken">Takes down what has been raised.</param>
    /// <exception cref="InvalidOperationException">It could not be raised; the message says why.</exception>
    public static async Task<Lab> UpAsync(LabOptions options, CancellationToken cancellationToken = default)
    {
        var lab = new Lab($"test-{Environment.ProcessId}-{Interlocked.Increment(ref raised)}", options);
        try
        {
            (await lab.RunAsync(["up", .. options.Arguments(), $"--owner={Environment.ProcessId}"], cancellationToken)).EnsureSuccess();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>The address of a host.</summary>
    /// <param name="host">Its name.</param>
    public string AddressOf(string host) =>
        File.ReadLines(Path.Combine(Folder, "hosts")).Select(line => line.Split(' ')).Single(fields => fields[0] == host)[3];

    /// <summary>Runs a command on a host by ssh, as the plain user, with a connection of its own.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="command">A command line for the user's login shell.</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    public Task<Ran> SshAsync(string host, string command, CancellationToken cancellationToken = default) =>
        Shell.RunAsync("ssh", ["-F", SshConfig, "-o", "BatchMode=yes", host, command], null, cancellationToken);

    /// <summary>Runs a command on a host as root, without ssh.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="command">The command and its arguments.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    public Task<Ran> ExecAsync(string host, IEnumerable<string> command, CancellationToken cancellationToken = default) =>
        Shell.RunAsync(Script, ["exec", $"--name={Name}", host, .. command], null, cancellationToken);

    /// <summary>Runs a command of its Slurm on this machine.</summary>
    /// <param name="command">The command and its arguments.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    public Task<Ran> SlurmAsync(IEnumerable<string> command, CancellationToken cancellationToken = default) =>
        Shell.RunAsync("env", [$"SLURM_CONF={SlurmConf}", .. command], null, cancellationToken);

    /// <summary>The processes on a host, all users' and those of SSH connections included, but for the sshd that accepts them and the daemon of Slurm.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task<IReadOnlyList<HostProcess>> ProcessesAsync(string host, CancellationToken cancellationToken = default)
    {
        var ran = await RunAsync(["ps", host], cancellationToken);
        return [.. ran.EnsureSuccess().Lines.Select(HostProcess.Parse)];
    }

    /// <summary>Waits until nothing of a job runs on a host any more, for half a minute at most: a host that no longer hears from its controller ends what runs there after 15 s.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="XunitException">Something still runs.</exception>
    public Task NothingRunsAsync(string host, CancellationToken cancellationToken = default) => Eventually.Passes(
        async () => Assert.Empty((await ProcessesAsync(host, cancellationToken)).Where(p => p.State != "Z" && !p.IsSshd).Select(p => p.Command)),
        TimeSpan.FromSeconds(30),
        cancellationToken);

    /// <summary>Pulls the network cable of a host. Nothing there or here is told.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    public async Task CutAsync(string host, CancellationToken cancellationToken = default) =>
        (await RunAsync(["cut", host], cancellationToken)).EnsureSuccess();

    /// <summary>Plugs the network cable of a host in again.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    public async Task MendAsync(string host, CancellationToken cancellationToken = default) =>
        (await RunAsync(["mend", host], cancellationToken)).EnsureSuccess();

    /// <summary>Takes the lab down; nothing of it stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref down, 1) == 0)
            (await RunAsync(["down"], CancellationToken.None)).EnsureSuccess();
    }

    private Task<Ran> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Shell.RunAsync(Script, [.. arguments, $"--name={Name}"], null, cancellationToken);
}
