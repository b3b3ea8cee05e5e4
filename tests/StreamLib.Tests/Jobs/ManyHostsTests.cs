using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Sync;
using Lab = StreamLibTesting.Lab;

namespace StreamLibTests.Jobs;

/// <summary>32 hosts behind one jump host, whose sshd has its defaults: it drops connections beyond 10 that have not logged in (MaxStartups).
/// They keep the machine so busy that others would take their hosts for silent.</summary>
[Collection(nameof(Alone))]
public class ManyHostsTests
{
    private const int Far = 32;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task Many_streams_and_one_host_that_leads_nowhere()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new(Far) { Jump = true, NoDotnet = true }, Ct);
        var hosts = $"here=local:,{string.Join(',', lab.Hosts.Select(host => $"ssh:{host}"))}";

        await MeetAsync(lab, hosts);
        await OneLeadsNowhereAsync(lab, hosts);

        foreach (var host in new[] { "h1", "h2", $"h{Far}" }) await lab.NothingRunsAsync(host, Ct);
    }

    // 200 streams on this machine and two on each of the 32 hosts pass one barrier.
    private static async Task MeetAsync(Lab lab, string hosts)
    {
        var plan = Plan.Named("Many")
            .Role("near", 200, s => (s with { Host = "here" }).Run("work", "true").Barrier("met"))
            .Role("far", 2 * Far, s => s.Run("work", "true").Barrier("met")) with
        { Share = true };
        var job = await TestJob.RunAsync(plan, o => o with { Hosts = hosts, SshConfig = lab.SshConfig });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<NestedFinished>().Count(e => e.Outcome == Outcome.Pass).ShouldBe(2 * (200 + (2 * Far)));
        job.Events.OfType<HostOpened>().Select(e => e.Host).Distinct().Count().ShouldBe(1 + Far);
    }

    private static async Task OneLeadsNowhereAsync(Lab lab, string hosts)
    {
        await lab.CutAsync($"h{Far}", Ct);
        var plan = Plan.Named("Each").Role("far", Far, s => s.Run("work", "true")) with { Start = StartMode.Each };
        var job = await TestJob.RunAsync(
            plan with { Deadlines = plan.Deadlines with { ConnectTimeout = TimeSpan.FromSeconds(15) } },
            o => o with { Hosts = hosts["here=local:,".Length..], SshConfig = lab.SshConfig });
        await lab.MendAsync($"h{Far}", Ct);

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Stream($"far{Far}").Outcome.ShouldBe(Outcome.Error);
        var finished = job.Events.OfType<NestedFinished>().ToList();
        finished.Count.ShouldBe(Far - 1);
        finished.ShouldAllBe(e => e.Outcome == Outcome.Pass);
        var given = job.Events.OfType<LogWritten>().Single(e => e.Text.StartsWith($"Host h{Far} cannot be reached", StringComparison.Ordinal));
        finished.ShouldAllBe(e => e.Time < given.Time);
    }
}
