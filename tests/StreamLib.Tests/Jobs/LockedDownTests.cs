using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>The declared example on hosts that each forbid, or lack, something else; all for a plain user.</summary>
public class LockedDownTests
{
    private static readonly string[] s_kinds =
    [
        "h2=shell:/usr/bin/tcsh,noisy",
        "h3=shell:/usr/bin/fish,noisy",
        "h4=noexec",
        "h5=no-forwarding",
        "h6=busybox,shell:/bin/sh",
        "h7=noisy",
        "h8=busybox,noexec,no-forwarding,shell:/bin/sh,noisy",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task The_declared_example_passes_on_each()
    {
        NetTools.Require("iperf3");
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(8) { NoDotnet = true, Only = s_kinds }, Ct);
        foreach (var host in new[] { "h6", "h8" }) BringIperf3(lab, host);
        var plan = Plan.Named("MultiNetperf")
            .Parameter("seconds", "1")
            .Parameter("tool", "iperf3")
            .Stream("server", s => s
                .StartScript("netserver", Repository.PathOf("samples", "NetperfDeclared", "netserver.sh"), step => step with { Port = "auto", Ready = "port" })
                .Barrier("finished"))
            .Role("client", "*", s => s
                .RunScript("netperf", Repository.PathOf("samples", "NetperfDeclared", "netperf.sh"), step => step with { Needs = ["server/netserver"] })
                .Run("meet", "sh \"$STREAM_SYNC\" barrier clients role:client 60", step => step with { Cleanup = "echo undone >$HOME/trace" })
                .Barrier("finished"));

        var job = await TestJob.RunAsync(plan, o => o with { Hosts = string.Join(',', lab.Hosts.Select(h => $"ssh:{h}")), SshConfig = lab.SshConfig });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<MetricRecorded>().Where(m => m is { Name: "throughput", Value: > 0 }).Select(m => m.Stream).ShouldBe(Enumerable.Range(1, 7).Select(n => $"client{n}"), ignoreOrder: true);
        var log = job.Events.OfType<LogWritten>().Select(e => e.Text).ToList();
        log.Where(text => text.Contains("sync goes over FIFOs")).Select(text => text[..2]).ShouldBe(["h5", "h8"], ignoreOrder: true);
        log.Count(text => text.EndsWith(": this machine is watched", StringComparison.Ordinal)).ShouldBe(3, "what profiles print is in the log");
        foreach (var host in lab.Hosts) await NothingIsLeftAsync(lab, host);
    }

    // The host has nothing but busybox, and what is to be measured with.
    private static void BringIperf3(Lab lab, string host)
    {
        var init = File.ReadLines(Path.Combine(lab.Folder, "hosts")).Select(l => l.Split(' ')).Single(f => f[0] == host)[2];
        File.Copy(NetTools.Find("iperf3")!, $"/proc/{init}/root/run/lab/bin/iperf3");
    }

    private static async Task NothingIsLeftAsync(Lab lab, string host)
    {
        await StreamLibTesting.Eventually.Passes(async () => (await lab.ProcessesAsync(host, Ct)).Where(p => p.State != "Z").Select(p => p.Command).ShouldBeEmpty(host), TimeSpan.FromSeconds(30), Ct);
        var left = (await lab.ExecAsync(host, ["sh", "-c", "find /tmp /var/tmp /home /dev/shm | grep streamlib; cat /home/stream/trace"], Ct)).Output;
        left.ShouldBe(host == "h1" ? "" : "undone\n", host);
    }
}
