using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;
using Lab = StreamLibTesting.Lab;

namespace StreamLibTests.Jobs;

/// <summary>Streams meet and exchange values from wherever they run.</summary>
public class ReachBackTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Streams_on_this_machine_have_stream_sync_in_their_path()
    {
        var job = await TestJob.RunAsync(Meeting("stream-sync"));
        Met(job);
        job.Events.OfType<LogWritten>().ShouldNotContain(e => e.Text.Contains("FIFO"));
        job.Output("one/1-tell")[0].ShouldStartWith("127.0.0.1:");
    }

    [Fact(Timeout = 120_000)]
    public async Task Over_FIFOs_where_sshd_does_not_forward()
    {
        await using var lab = await UpAsync(new(2) { NoForwarding = true, NoDotnet = true });
        var job = await TestJob.RunAsync(Meeting("stream-sync"), o => o with { Hosts = "ssh:h1,ssh:h2", SshConfig = lab.SshConfig });
        Met(job);
        job.Output("one/1-tell")[0].ShouldStartWith("fifo:/");
        Told(job, "h1", "remote port forwarding failed");
        Told(job, "h2", "remote port forwarding failed");
        await NothingIsLeft(lab);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_declared_example_runs_where_sshd_does_not_forward()
    {
        NetTools.Require("iperf3");
        await using var lab = await UpAsync(new(3) { NoForwarding = true, NoDotnet = true });
        var plan = Plan.Named("MultiNetperf")
            .Parameter("seconds", "1")
            .Parameter("tool", "iperf3")
            .Stream("server", s => s
                .StartScript("netserver", Repository.PathOf("samples", "NetperfDeclared", "netserver.sh"), step => step with { Port = "auto", Ready = "port" })
                .Barrier("finished"))
            .Role("client", "*", s => s
                .RunScript("netperf", Repository.PathOf("samples", "NetperfDeclared", "netperf.sh"), step => step with { Needs = ["server/netserver"] })
                .Run("meet", "stream-sync barrier clients role:client 60")
                .Barrier("finished"));
        var job = await TestJob.RunAsync(plan, o => o with { Hosts = "ssh:h1,ssh:h2,ssh:h3", SshConfig = lab.SshConfig });
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("client2/2-meet").ShouldBe(["clients 1"]);
        await NothingIsLeft(lab);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_nothing_but_busybox_and_no_folder_to_execute_from(bool noForwarding)
    {
        await using var lab = await UpAsync(new(2) { NoForwarding = noForwarding, NoExec = true, Busybox = true, NoDotnet = true, Shell = "/bin/sh" });
        var job = await TestJob.RunAsync(Meeting("sh \"$STREAM_SYNC\""), o => o with { Hosts = "ssh:h1,ssh:h2", SshConfig = lab.SshConfig });
        Met(job);
        job.Output("one/1-tell")[0].ShouldStartWith(noForwarding ? "fifo:/" : "127.0.0.1:");
        await NothingIsLeft(lab);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_host_that_two_streams_share_is_told_of_once()
    {
        await using var lab = await UpAsync(new(1) { NoForwarding = true, NoDotnet = true });
        var job = await TestJob.RunAsync(Meeting("stream-sync") with { Share = true }, o => o with { Hosts = "ssh:h1", SshConfig = lab.SshConfig });
        Met(job);
        Told(job, "h1", "remote port forwarding failed");
    }

    [Fact(Timeout = 60_000)]
    public async Task Over_FIFOs_from_a_network_namespace_that_no_route_leads_out_of()
    {
        Lab.Require();
        var name = $"streamlib-test-{Environment.ProcessId}";
        (await Shell.RunAsync("ip", ["netns", "add", name], cancellationToken: Ct)).EnsureSuccess();
        try
        {
            var job = await TestJob.RunAsync(Meeting("stream-sync"), o => o with { Hosts = $"in=exec:ip netns exec {name},out=local:" });
            Met(job);
            job.Output("one/1-tell")[0].ShouldStartWith("fifo:/");
            job.Output("two/1-hear")[0].ShouldStartWith("127.0.0.1:");
            Told(job, "in", $"has a network of its own behind 'ip netns exec {name}'");
        }
        finally
        {
            (await Shell.RunAsync("ip", ["netns", "delete", name], cancellationToken: CancellationToken.None)).EnsureSuccess();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Over_TCP_behind_a_launcher_that_stays_in_the_same_network()
    {
        var job = await TestJob.RunAsync(Meeting("stream-sync"), o => o with { Hosts = "a=exec:env A=b,b=exec:nice" });
        Met(job);
        job.Output("one/1-tell")[0].ShouldStartWith("127.0.0.1:");
    }

    private static Plan Meeting(string command) => Plan.Named("Meeting")
        .Stream("one", s => s.Run("tell", $"echo $STREAMLIB_SYNC; {command} set value '  50% \\n it  ' && {command} barrier met 2 60"))
        .Stream("two", s => s.Run("hear", $"echo $STREAMLIB_SYNC; {command} barrier met 2 60 && {command} get value"));

    private static void Met(TestJob job)
    {
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("one/1-tell")[1..].ShouldBe(["met 1"]);
        job.Output("two/1-hear")[1..].ShouldBe(["met 1", "  50% \\n it  "]);
        job.Events.OfType<LogWritten>().Where(e => e.Level == LogLevel.Warning).ShouldBeEmpty();
    }

    private static void Told(TestJob job, string host, string why) =>
        job.Events.OfType<LogWritten>().Where(e => e.Text.StartsWith($"{host}: sync goes over FIFOs. ", StringComparison.Ordinal)).ShouldHaveSingleItem().Text.ShouldContain(why);

    private static Task<Lab> UpAsync(LabOptions options)
    {
        Lab.Require();
        return Lab.UpAsync(options, Ct);
    }

    private static async Task NothingIsLeft(Lab lab)
    {
        foreach (var host in lab.Hosts)
        {
            await lab.NothingRunsAsync(host, Ct);
            var folders = await lab.SshAsync(host, "ls -d /tmp/streamlib-*/[!c]* /var/tmp/streamlib-*/[!c]* ~/.cache/streamlib/[!c]* 2>/dev/null; true", Ct);
            folders.Output.ShouldBe("");
        }
    }
}
