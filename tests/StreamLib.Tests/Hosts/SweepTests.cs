using System.Diagnostics;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

public class SweepTests
{
    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_daemon_that_holds_the_outputs_does_not_hold_the_command(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var seconds = Unique();
        var watch = Stopwatch.StartNew();
        var result = await host.RunAsync(new HostCommand { Line = $"sleep {seconds} & echo started; exit 3", Mark = "server/1" }, Ct);
        (result.Ending, result.Output).ShouldBe(("exit 3", "started\n"));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await Eventually.SomeProcessIsAsync($"sleep {seconds}");

        var report = await host.SweepAsync("server", Ct);
        report.Killed.ShouldHaveSingleItem().Command.ShouldBe($"sleep {seconds}");
        await Eventually.NoProcessHasAsync($"sleep {seconds}");
        (await host.SweepAsync("server", Ct)).IsEmpty.ShouldBeTrue();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_that_is_lost_says_so_to_every_sweep()
    {
        await using var host = await TestShells.OpenAsync("dash");
        using (var way = Process.GetProcessById(host.ConnectionPid)) way.Kill();
        await Eventually.IsTrueAsync(() => host.LostReason is not null, "the host is lost");

        for (var time = 0; time < 2; time++)
            (await Should.ThrowAsync<HostException>(() => host.SweepAsync("server", Ct))).Code.ShouldBe("SL2006");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_belongs_to_no_stream_is_swept_with_none()
    {
        await using var host = await TestShells.OpenAsync("dash");
        await using var process = await TestShells.StartReadyAsync(host, new HostCommand { Line = "echo ready; exec sleep 100" });

        (await host.SweepAsync("command", Ct)).IsEmpty.ShouldBeTrue();

        process.Completion.IsCompleted.ShouldBeFalse();
        await process.KillAsync();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_daemon_that_forks_twice_is_found_by_its_environment(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var seconds = Unique();
        await host.RunAsync(new HostCommand { Line = $"(setsid setsid sleep {seconds} </dev/null >/dev/null 2>&1 9<&- &) ; exit 0", Mark = "server/1-daemon" }, Ct);
        await Eventually.SomeProcessIsAsync($"sleep {seconds}");
        var report = await host.SweepAsync("server/1-daemon", Ct);
        report.Killed.ShouldHaveSingleItem().Command.ShouldBe($"sleep {seconds}");
        report.Forced.ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_daemon_without_its_environment_is_found_by_the_file_it_holds(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var seconds = Unique();
        await host.RunAsync(new HostCommand { Line = $"(setsid env -i \"$(command -v sleep)\" {seconds} </dev/null >/dev/null 2>&1 &) ; exit 0", Mark = "server/1" }, Ct);
        await Eventually.IsTrueAsync(() => Eventually.Processes($"/sleep {seconds}").Exists(p => !Line(p).Contains("env", StringComparison.Ordinal)), "the daemon runs");
        (await host.SweepAsync("server", Ct)).Killed.ShouldHaveSingleItem();
        await Eventually.NoProcessHasAsync($"sleep {seconds}");
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task What_has_neither_is_found_by_its_session(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var seconds = Unique();
        await host.RunAsync(new HostCommand { Line = $"env -i \"$(command -v sleep)\" {seconds} </dev/null >/dev/null 2>&1 9<&- & exit 0", Mark = "server/1" }, Ct);
        await Eventually.IsTrueAsync(() => Eventually.Processes($"/sleep {seconds}").Exists(p => !Line(p).Contains("env", StringComparison.Ordinal)), "the daemon runs");
        (await host.SweepAsync("server", Ct)).Killed.ShouldHaveSingleItem();
        await Eventually.NoProcessHasAsync($"sleep {seconds}");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_ignores_TERM_is_forced_and_said_to_be()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var seconds = Unique();
        await host.RunAsync(new HostCommand { Line = $"(trap '' TERM; exec setsid sleep {seconds}) & exit 0", Mark = "server/1" }, Ct);
        await Eventually.SomeProcessIsAsync($"sleep {seconds}");
        var report = await host.SweepAsync("server", Ct);
        report.Forced.ShouldHaveSingleItem().Command.ShouldBe($"sleep {seconds}");
        report.Killed.ShouldHaveSingleItem();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Many_sweeps_at_once_share_their_grace_and_tell_each_of_its_own(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell, TestShells.Quick with { Log = line => TestContext.Current.TestOutputHelper?.WriteLine(line.Text) });
        var seconds = Enumerable.Range(0, 12).Select(_ => Unique()).ToArray();
        await Task.WhenAll(seconds.Select((one, i) => host.RunAsync(new HostCommand { Line = $"(trap '' TERM; exec setsid sleep {one}) >/dev/null 2>&1 9<&- & exit 0", Mark = $"client{i}/1" }, Ct)));
        foreach (var one in seconds) await Eventually.SomeProcessIsAsync($"sleep {one}");
        var began = System.Diagnostics.Stopwatch.StartNew();
        var reports = await Task.WhenAll(seconds.Select((_, i) => host.SweepAsync($"client{i}", Ct)));
        reports.Select(report => report.Forced.ShouldHaveSingleItem().Command).ShouldBe(seconds.Select(one => $"sleep {one}"));
        // One after another they would take twelve times the grace of two seconds.
        began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact(Timeout = 30_000)]
    public async Task Streams_and_jobs_on_the_same_host_do_not_sweep_each_other()
    {
        await using var host = await TestShells.OpenAsync("dash");
        await using var other = await TestShells.OpenAsync("dash");
        await using var client1 = await host.StartAsync(new HostCommand { Line = "exec sleep 100", Mark = "client1/1" }, Ct);
        await using var client10 = await host.StartAsync(new HostCommand { Line = "exec sleep 100", Mark = "client10/1" }, Ct);
        await using var otherClient1 = await other.StartAsync(new HostCommand { Line = "exec sleep 100", Mark = "client1/1" }, Ct);
        (await host.SweepAsync("client1", Ct)).Killed.Length.ShouldBe(1);
        (await client1.Completion).Ending.ShouldBe("signal TERM");
        client10.Completion.IsCompleted.ShouldBeFalse();
        otherClient1.Completion.IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task Stopping_a_command_ends_what_it_started_too()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var seconds = Unique();
        await using var process = await host.StartAsync(new HostCommand { Line = $"(trap '' TERM; exec setsid sleep {seconds}) & wait", Grace = TimeSpan.FromSeconds(1) }, Ct);
        await Eventually.SomeProcessIsAsync($"sleep {seconds}");
        await process.StopAsync();
        var result = await process.Completion;
        (result.Stopped, result.Forced, result.Ending).ShouldBe((true, true, "signal TERM"));
        Eventually.Processes($"sleep {seconds}").ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task What_may_not_be_ended_is_said()
    {
        await using var host = await Host.OpenAsync(
            StreamLib.Plans.HostList.Parse("exec:setpriv --reuid 65534 --clear-groups", ".")[0], TestShells.Quick with { ConnectTimeout = TimeSpan.FromSeconds(5) }, Ct);
        host.Facts.User.ShouldBe("nobody");

        // What `sudo` leaves behind: root's, and all that is known of it is its session.
        var seconds = Unique();
        using var root = Process.Start("setsid", ["sleep", seconds]);
        try
        {
            await Eventually.SomeProcessIsAsync($"sleep {seconds}");
            await host.RunAsync($"echo {root.Id} >{host.Folder}/marks/server+0.mark", Ct);
            var report = await host.SweepAsync("server", Ct);
            report.MayNotKill.ShouldHaveSingleItem().ShouldBe(new(root.Id, $"sleep {seconds}"));
            report.Killed.ShouldBeEmpty();
            root.HasExited.ShouldBeFalse();
        }
        finally
        {
            root.Kill();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Closing_a_host_ends_all_and_removes_its_folder()
    {
        var seconds = Unique();
        var lines = new System.Collections.Concurrent.ConcurrentQueue<LogLine>();
        var host = await TestShells.OpenAsync("dash", TestShells.Quick with { Log = lines.Enqueue });
        await host.RunAsync(new HostCommand { Line = $"setsid sleep {seconds} & exit 0", Mark = "server/1" }, Ct);
        var process = await host.StartAsync(new HostCommand { Line = "sleep 100" }, Ct);
        Directory.Exists(host.Folder).ShouldBeTrue();
        await host.DisposeAsync();
        (await process.Completion).Stopped.ShouldBeTrue();
        Directory.Exists(host.Folder).ShouldBeFalse();
        Eventually.Processes($"sleep {seconds}").ShouldBeEmpty();
        lines.ShouldContain(l => l.Warning && l.Text.EndsWith($"sleep {seconds}", StringComparison.Ordinal) && l.Text.StartsWith("dash: ended what was left: ", StringComparison.Ordinal));
        await host.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => host.RunAsync("true", Ct));
    }

    private static string Line(int pid) => File.ReadAllText($"/proc/{pid}/cmdline");

    // A number of seconds that no other test, and no run of it before, sleeps.
    private static string Unique() => $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
}
