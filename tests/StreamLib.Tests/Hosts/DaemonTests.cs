using System.Collections.Immutable;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>Real daemons, each of which gets rid of another trace of who started it.</summary>
public sealed class DaemonTests(OtherKinds kinds)
{
    public static TheoryData<string> Hosts => OtherKinds.AndShells;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Hosts))]
    public async Task Iperf3_that_forks_twice_is_ended_by_the_sweep(string on) =>
        await EndsAsync(on, "iperf3 --server --daemon --port $PORT", "iperf3 ");

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Hosts))]
    public async Task Redis_that_overwrites_its_command_line_is_ended_by_the_sweep(string on) =>
        await EndsAsync(on, "redis-server --port $PORT --daemonize yes --dir . --save ''", "redis-server ");

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Hosts))]
    public async Task Nginx_that_overwrites_its_environment_is_ended_with_its_workers(string on)
    {
        const string Line = """
            cat >nginx.conf <<END
            pid $PWD/pid;
            error_log $PWD/log;
            worker_processes 2;
            events { }
            http {
                access_log off;
                client_body_temp_path $PWD/t1; proxy_temp_path $PWD/t2; fastcgi_temp_path $PWD/t3; uwsgi_temp_path $PWD/t4; scgi_temp_path $PWD/t5;
                server { listen 127.0.0.1:$PORT; }
            }
            END
            nginx -p . -c "$PWD/nginx.conf" -e "$PWD/log"
            """;
        var killed = await EndsAsync(on, Line, "nginx: ");
        killed.Count(p => p.Command.StartsWith("nginx: master", StringComparison.Ordinal)).ShouldBe(1);
        killed.Count(p => p.Command.StartsWith("nginx: worker", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Hosts))]
    public async Task What_is_written_soon_after_the_end_is_read(string on)
    {
        await using var host = await kinds.OpenAsync(on);
        var result = await host.RunAsync("(sleep 0.3; echo late; echo too late >&2) & echo soon; exit 3", Ct);
        (result.Ending, result.Output, result.Error).ShouldBe(("exit 3", "soon\nlate\n", "too late\n"));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Hosts))]
    public async Task Who_holds_the_outputs_for_longer_is_named(string on)
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<LogLine>();
        await using var host = await kinds.OpenAsync(on, TestShells.Quick with { Log = lines.Enqueue });
        var seconds = $"{Random.Shared.Next(100_000, 999_999)}.5";
        (await host.RunAsync($"sleep {seconds} & exit 0", Ct)).Succeeded.ShouldBeTrue();
        var warning = lines.Single(l => l.Warning).Text;
        warning.ShouldStartWith($"{on}: 'sleep {seconds} & exit 0' has ended, but process ");
        warning.ShouldEndWith($" sleep {seconds} still holds its outputs: what it writes after 1 s (OutputGrace) is not read");
    }

    private async Task<IReadOnlyList<SweptProcess>> EndsAsync(string on, string line, string command)
    {
        await using var host = await kinds.OpenAsync(on);
        var port = await host.PickPortAsync(Ct);
        var environment = ImmutableSortedDictionary<string, string>.Empty.Add("PORT", $"{port}").Add("PATH", "/usr/sbin:/usr/bin:/bin");
        (await host.RunAsync(new HostCommand { Line = line, Environment = environment, Mark = "server/1", WorkingDirectory = host.Folder }, Ct)).EnsureSucceeded();
        await Eventually.IsTrueAsync(async () => await host.FindListenerAsync(port, Ct) is not null, "it listens");
        var report = await host.SweepAsync("server", Ct);
        report.Killed.ShouldNotBeEmpty();
        report.Killed.ShouldAllBe(p => p.Command.StartsWith(command, StringComparison.Ordinal));
        report.MayNotKill.ShouldBeEmpty();
        (await host.FindListenerAsync(port, Ct)).ShouldBeNull();
        (await host.SweepAsync("server", Ct)).IsEmpty.ShouldBeTrue();
        return report.Killed;
    }
}
