using System.Net;
using System.Net.Sockets;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>Real daemons, each of which gets rid of another trace of who started it.</summary>
public sealed class DaemonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamlib-daemons-").FullName;

    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task Iperf3_that_forks_twice_is_ended_by_the_sweep(string shell) =>
        await EndsAsync(shell, port => $"iperf3 --server --daemon --port {port}", "iperf3 ");

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task Redis_that_overwrites_its_command_line_is_ended_by_the_sweep(string shell) =>
        await EndsAsync(shell, port => $"redis-server --port {port} --daemonize yes --dir {folder} --save ''", "redis-server ");

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task Nginx_that_overwrites_its_environment_is_ended_with_its_workers(string shell)
    {
        var killed = await EndsAsync(
            shell,
            port =>
            {
                File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
                    pid {{folder}}/pid;
                    error_log {{folder}}/log;
                    worker_processes 2;
                    events { }
                    http { access_log off; server { listen 127.0.0.1:{{port}}; } }
                    """);
                return $"nginx -p {folder} -c {folder}/nginx.conf -e {folder}/log";
            },
            "nginx: ");
        killed.Count(p => p.Command.StartsWith("nginx: master", StringComparison.Ordinal)).ShouldBe(1);
        killed.Count(p => p.Command.StartsWith("nginx: worker", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task What_is_written_soon_after_the_end_is_read(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var result = await host.RunAsync("(sleep 0.3; echo late; echo too late >&2) & echo soon; exit 3", Ct);
        (result.Ending, result.Output, result.Error).ShouldBe(("exit 3", "soon\nlate\n", "too late\n"));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task Who_holds_the_outputs_for_longer_is_named(string shell)
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<LogLine>();
        await using var host = await TestShells.OpenAsync(shell, TestShells.Quick with { Log = lines.Enqueue });
        var seconds = $"{Random.Shared.Next(100_000, 999_999)}.5";
        (await host.RunAsync($"sleep {seconds} & exit 0", Ct)).Succeeded.ShouldBeTrue();
        var warning = lines.Single(l => l.Warning).Text;
        warning.ShouldStartWith($"{shell}: 'sleep {seconds} & exit 0' has ended, but process ");
        warning.ShouldEndWith($" sleep {seconds} still holds its outputs: what it writes after 1 s (OutputGrace) is not read");
    }

    private static async Task<IReadOnlyList<SweptProcess>> EndsAsync(string shell, Func<int, string> line, string command)
    {
        var tools = shell == "busybox" ? "PATH=/usr/sbin:/usr/bin:/bin; " : "";
        var port = FreePort();
        await using var host = await TestShells.OpenAsync(shell);
        (await host.RunAsync(new HostCommand { Line = tools + line(port), Mark = "server/1" }, Ct)).EnsureSucceeded();
        await Eventually.IsTrueAsync(() => Listens(port), "it listens");
        var report = await host.SweepAsync("server", Ct);
        report.Killed.ShouldNotBeEmpty();
        report.Killed.ShouldAllBe(p => p.Command.StartsWith(command, StringComparison.Ordinal));
        report.MayNotKill.ShouldBeEmpty();
        Listens(port).ShouldBeFalse();
        (await host.SweepAsync("server", Ct)).IsEmpty.ShouldBeTrue();
        return report.Killed;
    }

    private static bool Listens(int port)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
