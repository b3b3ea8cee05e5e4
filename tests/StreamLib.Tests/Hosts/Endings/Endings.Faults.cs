using StreamLib;

namespace StreamLibTests.Hosts;

public sealed partial class Endings
{
    private static async Task SshIsKilledAsync(EndingHost host)
    {
        var job = await host.StartAsync(new() { Work = Working });
        var (pid, folder) = host.Master();
        System.Diagnostics.Process.GetProcessById(pid).Kill();
        await InfrastructureAsync(host, job);
        Directory.Exists(folder).ShouldBeFalse();
        await host.NothingIsLeftAsync();
    }

    private static async Task SshdIsKilledAsync(EndingHost host)
    {
        var job = await host.StartAsync(new() { Work = Working });
        await host.KillSshdAsync();
        await InfrastructureAsync(host, job);
        await host.NothingIsLeftAsync();
    }

    // The connections that are there stay; all sessions go through them.
    private static async Task ListenerAsync(EndingHost host, bool restarts)
    {
        const string Listen = "/usr/sbin/sshd -f /dev/null -h /run/lab/key -p 2222 -o PidFile=/run/lab/second -o UsePAM=no -o AuthorizedKeysFile=/run/lab/client.pub";
        await host.AsRootAsync(Listen);
        await host.UsePortAsync(2222);
        var job = await host.StartAsync(new() { Work = UntilTold });
        await host.AsRootAsync("kill -KILL $(cat /run/lab/second)");
        if (restarts) await host.AsRootAsync(Listen);
        await host.AsRootAsync("touch /home/stream/go");
        (await job).ExitCode.ShouldBe(0, host.Log);
        await host.IsUndoneAsync();
        await host.AsRootAsync("kill -KILL $(cat /run/lab/second) 2>/dev/null; rm -f /run/lab/second");
        await host.NothingIsLeftAsync();
    }

    private static async Task CutAsync(EndingHost host)
    {
        var job = await host.StartAsync(new() { Work = Working, Deadlines = EndingHost.Quick });
        await host.CutAsync();
        await host.NothingIsLeftAsync(sshdToo: false);
        await host.IsUndoneAsync();
        (await job).ExitCode.ShouldBe(3, host.Log);
        await host.MendAsync();
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();
    }

    private static async Task CutForLongAsync(EndingHost host)
    {
        await host.AsRootAsync("sysctl -qw net.ipv4.tcp_retries2=3");
        var job = await host.StartAsync(new() { Work = Working, Deadlines = EndingHost.Quick });
        await host.CutAsync();
        // Even sshd has given up by then.
        await host.NothingIsLeftAsync();
        await InfrastructureAsync(host, job);
        await host.MendAsync();
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();
    }

    private static async Task CutsItselfAsync(EndingHost host)
    {
        // Kernels without netem have a queue that drops all.
        const string Cut = "sudo -n sh -c 'tc qdisc add dev eth0 root netem loss 100% 2>/dev/null || tc qdisc add dev eth0 root blackhole'";
        var job = await host.StartAsync(new() { Work = $"echo working; sleep 0.5; {Cut}; exec sleep 4004", Undo = "sudo -n tc qdisc del dev eth0 root", Deadlines = EndingHost.Quick });
        await StreamLibTesting.Eventually.Holds(async () => (await host.AsRootAsync("tc qdisc show dev eth0")).Contains(" root "), "the link is cut");
        await InfrastructureAsync(host, job);
        await host.NothingIsLeftAsync(sshdToo: false);
        (await host.SshAsync("echo back")).ShouldBe("back\n");
        await host.NothingIsLeftAsync();
    }

    private static async Task FullBeforeAsync(EndingHost host)
    {
        await host.WorkOnSmallDiskAsync();
        await host.AsRootAsync("cat /dev/zero >/home/stream/small/fill 2>/dev/null || true");
        await host.LookBeforeAsync();
        // There are other places.
        (await await host.StartAsync(new() { Work = "echo working" })).ExitCode.ShouldBe(0, host.Log);
        host.Log.ShouldContain($"{host.Name}: its directory /home/stream/small is not used: it has no room, or names in its path that are not plain; the work is done in /");
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();

        await host.AsRootAsync("for f in /tmp /var/tmp /home/stream/.cache; do mount --bind /home/stream/small $f; done");
        await host.LookBeforeAsync();
        (await await host.StartAsync(new() { Work = "echo working" })).ExitCode.ShouldBe(3, host.Log);
        host.Log.ShouldContain("has no place to work in: no folder can be written: neither /home/stream/small, ");
        await host.NothingIsLeftAsync();
    }

    private static async Task FillsUpAsync(EndingHost host)
    {
        await host.WorkOnSmallDiskAsync();
        await host.LookBeforeAsync();
        var result = await await host.StartAsync(new() { Work = "echo working; cat /dev/zero >$STREAMLIB_OUTPUT/fill; ls -l $STREAMLIB_OUTPUT; exit 0" });
        result.ExitCode.ShouldBe(3, host.Log);
        host.Log.ShouldContain("2-work passed");
        host.Log.ShouldContain("has no place to work in: cannot write /home/stream/small/");
        host.Log.ShouldContain(": No space left on device. ");
        new FileInfo(Path.Combine(host.Results, "test-results/LeavingTest/one/test-results/2-work/output/fill")).Length.ShouldBeGreaterThan(1_000_000);
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();
    }

    // What a plain user may not end is named; all else is ended.
    private static async Task SudoAsync(EndingHost host)
    {
        var result = await await host.StartAsync(new() { Work = "sudo -n sleep 4005 >/dev/null 2>&1 & sudo -n sh -c 'sleep 4006 >/dev/null 2>&1 &'; until pgrep -x -f 'sleep 4005'; do sleep 0.1; done; sudo -n id -un; echo working" });
        result.ExitCode.ShouldBe(0, host.Log);
        host.Log.ShouldContain(": root\n");
        host.Log.ShouldContain($"ended what one left running on {host.Name}: sudo -n sleep 4005");
        host.Log.ShouldContain($"may not end what one left running on {host.Name}: sleep 4006");
        (await host.ProcessesAsync()).ShouldContain(p => p.Command == "sleep 4006" && p.UserId == 0);
        await host.AsRootAsync("pkill -x -f 'sleep 4006'");
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();
    }

    private static async Task InfrastructureAsync(EndingHost host, Task<JobResult> job)
    {
        (await job).ExitCode.ShouldBe(3, host.Log);
        host.Log.ShouldContain($"Host {host.Name} was lost: ");
        await StreamLibTesting.Eventually.Passes(host.IsUndoneAsync, TimeSpan.FromSeconds(20));
    }
}
