using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>What happens on the host when the controller does not end in order.</summary>
public class EndingTests(SshServer sshd)
{
    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Silence_ends_the_tree_and_clears_up(string shell)
    {
        // The controller's heartbeats come far too rarely.
        var options = TestShells.Quick with { HeartbeatLimit = TimeSpan.FromSeconds(2), HeartbeatInterval = TimeSpan.FromMinutes(5) };
        await using var host = await TestShells.OpenAsync(shell, options);
        var seconds = Unique();
        await using var process = await host.StartAsync(new HostCommand { Line = $"trap '' TERM; setsid sleep {seconds} & sleep {seconds}" }, Ct);
        await Eventually.SomeProcessIsAsync($"sleep {seconds}");
        (await Should.ThrowAsync<HostException>(() => process.Completion)).Message.ShouldContain("(HeartbeatLimit)");
        await Eventually.NoProcessHasAsync($"sleep {seconds}");
        await Eventually.IsTrueAsync(() => !Directory.Exists(host.Folder), "the folder is gone");
        await Eventually.NoProcessHasAsync(host.Folder);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Heartbeats_keep_it_alive(string shell)
    {
        var options = TestShells.Quick with { HeartbeatLimit = TimeSpan.FromSeconds(3), HeartbeatInterval = TimeSpan.FromSeconds(0.2) };
        await using var host = await TestShells.OpenAsync(shell, options);
        (await host.RunAsync("sleep 6.2", Ct)).Succeeded.ShouldBeTrue();
        host.LostReason.ShouldBeNull();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("local:")]
    [InlineData("ssh:plain")]
    [InlineData("exec:env")]
    public async Task Killing_the_controller_ends_the_tree_and_clears_up(string list)
    {
        var seconds = Unique();
        var line = $"setsid sleep {seconds} & trap '' TERM; sleep {seconds}";
        var (controller, folder) = await TestController.StartAsync(list, line, sshd.Config);
        using (controller)
        {
            try
            {
                await Eventually.SomeProcessIsAsync($"sleep {seconds}");
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

    [Fact(Timeout = 30_000)]
    public async Task Killing_the_supervisor_is_an_error_and_the_sweep_finds_the_command()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var seconds = Unique();
        await using var process = await host.StartAsync(new HostCommand { Line = $"exec >/dev/null 2>&1; exec sleep {seconds}", Mark = "server/1" }, Ct);
        foreach (var shell in Supervisors(process.Pid))
            System.Diagnostics.Process.GetProcessById(shell).Kill();
        var error = await Should.ThrowAsync<HostException>(() => process.Completion);
        error.Message.ShouldContain("is still there, but the session of 'exec >/dev/null 2>&1; exec sleep");
        (await host.SweepAsync("server", Ct)).Killed.ShouldHaveSingleItem();
        (await host.RunAsync("true", Ct)).Succeeded.ShouldBeTrue();
    }

    [Fact(Timeout = 30_000)]
    public async Task Killing_what_hears_the_controller_ends_the_command()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var seconds = Unique();
        await using var process = await host.StartAsync(new HostCommand { Line = $"sleep {seconds}" }, Ct);
        var reader = Supervisors(process.Pid).Single(p => p != ParentOf(process.Pid));
        System.Diagnostics.Process.GetProcessById(reader).Kill();
        await Should.ThrowAsync<HostException>(() => process.Completion);
        Eventually.Processes($"sleep {seconds}").ShouldBeEmpty();
    }

    // The shell that started the command, and the one beside it.
    private static int[] Supervisors(int pid)
    {
        var parent = ParentOf(pid);
        return [parent, .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(f => char.IsAsciiDigit(f![0])).Select(f => int.Parse(f!, null)).Where(p => p != pid && ParentOf(p) == parent)];
    }

    private static int ParentOf(int pid)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[1], null);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static string Unique() => $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
}
