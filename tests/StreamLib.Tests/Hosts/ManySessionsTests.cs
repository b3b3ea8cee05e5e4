using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>More commands at once than sshd allows sessions on one connection (MaxSessions, 10 here as by default).</summary>
public class ManySessionsTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task They_go_over_further_connections_which_are_closed_with_the_host()
    {
        string folder;
        await using (var host = await sshd.OpenAsync("plain"))
        {
            folder = Folder(host);
            var running = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TestShells.StartReadyAsync(host, new() { Line = "echo ready; exec sleep 100" })));
            running.ShouldAllBe(process => !process.Completion.IsCompleted);
            Masters(folder).Count.ShouldBe(3);
            await Task.WhenAll(running.Select(process => process.KillAsync()));
            running.ShouldAllBe(process => process.Completion.Result.Ending == "signal KILL");

            var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.RunAsync($"exit {i}", Ct)));
            again.Select(result => result.ExitCode).ShouldBe([.. Enumerable.Range(0, 20)]);
            Masters(folder).Count.ShouldBe(3);
        }

        await Eventually.NoProcessHasAsync(folder);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_further_connection_that_is_lost_is_an_error_of_its_sessions_alone()
    {
        await using var host = await sshd.OpenAsync("plain");
        var running = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TestShells.StartReadyAsync(host, new() { Line = "echo ready; exec sleep 100" })));
        Kill(Masters(Folder(host)).Single(pid => pid != host.ConnectionPid));

        await Eventually.IsTrueAsync(() => running.Count(process => process.Completion.IsFaulted) == 5, "the sessions of that connection are over");
        running.Count(process => process.Completion.IsCompleted).ShouldBe(5);
        var lost = running.First(process => process.Completion.IsFaulted);
        (await Should.ThrowAsync<HostException>(() => lost.Completion)).Code.ShouldBe("SL2064");
        host.LostReason.ShouldBeNull();

        // Who comes later gets another one.
        var later = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.RunAsync("true", Ct)));
        later.ShouldAllBe(result => result.Succeeded);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_further_connection_that_hangs_holds_up_no_stop()
    {
        await using var host = await sshd.OpenAsync("plain", sshd.Options with { CleanupTimeout = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(1) });
        var running = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => TestShells.StartReadyAsync(host, new() { Line = "echo ready; exec sleep 100" })));
        var further = Masters(Folder(host)).Single(pid => pid != host.ConnectionPid);
        Signal("STOP", further);
        try
        {
            await Task.WhenAll(running.Select(process => process.StopAsync()));
            running.Count(process => process.Completion.IsFaulted).ShouldBe(2);
        }
        finally
        {
            Signal("CONT", further);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Killing_the_controller_ends_those_of_all_connections()
    {
        var seconds = $"{Random.Shared.Next(100_000, 999_999)}.5";
        var (controller, folder) = await TestController.StartAsync("ssh:plain", $"sleep {seconds}", sshd.Config, times: 12);
        using (controller)
        {
            try
            {
                await Eventually.IsTrueAsync(() => Eventually.Processes($"sleep {seconds}", exact: true).Count == 12, "all run");
            }
            finally
            {
                controller.Kill();
            }

            await Eventually.NoProcessHasAsync($"sleep {seconds}");
            await Eventually.IsTrueAsync(() => !Directory.Exists(folder), "the folder is gone");
            await Eventually.NoProcessHasAsync(folder);
        }
    }

    // ssh … -S FOLDER/s: the folder of the sockets of all connections of the host.
    private static string Folder(Host host) => Path.GetDirectoryName(
        File.ReadAllText($"/proc/{host.ConnectionPid}/cmdline").Split('\0').SkipWhile(word => word != "-S").ElementAt(1))!;

    private static List<int> Masters(string folder) => Eventually.Processes($"ssh -M -S {folder}/");

    private static void Signal(string name, int pid)
    {
        using var kill = System.Diagnostics.Process.Start("sh", ["-c", $"kill -{name} {pid}"]);
        kill.WaitForExit();
    }

    private static void Kill(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }
}
