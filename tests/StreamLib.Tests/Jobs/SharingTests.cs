using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;
using Lab = StreamLibTesting.Lab;

namespace StreamLibTests.Jobs;

/// <summary>Jobs that want the same hosts at the same time.</summary>
public sealed class SharingTests : IAsyncLifetime
{
    private Lab lab = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        lab = await Lab.UpAsync(new(2) { NoDotnet = true }, Ct);
    }

    public async ValueTask DisposeAsync() => await lab.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task A_job_that_wants_them_for_itself_waits_and_is_waited_for()
    {
        var held = Guid.NewGuid().ToString("N");
        var first = new TestJob();
        var running = first.StartAsync(Plan.Named("First").Stream("a", s => s.Run("hold", $"until [ -e /tmp/{held} ]; do sleep 0.1; done")), Exclusive("ssh:h2"), Ct);
        await first.EventAsync<NestedStarted>(_ => true);

        // Nobody else comes in, whether it wants the host for itself or not.
        foreach (var exclusive in new[] { true, false })
        {
            var refused = await TestJob.RunAsync(Plan.Named("Refused").Stream("a", s => s.Run("never", "true")), o => o with { Hosts = "ssh:h2", SshConfig = lab.SshConfig, Exclusive = exclusive });
            refused.Result.ExitCode.ShouldBe(3, refused.File("job.log"));
            refused.Events.OfType<TestFinished>().Single().Message.ShouldContain($"Host h2 is not free: job {first.Events.OfType<JobStarted>().Single().Job} of ");
            refused.Events.OfType<TestFinished>().Single().Message.ShouldEndWith(" holds it. Wait for it with --wait-for-hosts=30m, or use other hosts.");
        }

        // One that waits lets go of what it could have had.
        var second = new TestJob();
        var waiting = second.StartAsync(Both("Second"), o => Exclusive("ssh:h1,ssh:h2")(o) with { WaitForHosts = TimeSpan.FromMinutes(1) }, Ct);
        await second.EventAsync<LogWritten>(e => e.Text.StartsWith("waiting for h2: job ", StringComparison.Ordinal));
        var third = await TestJob.RunAsync(Plan.Named("Third").Stream("a", s => s.Run("use", "true")), o => Exclusive("ssh:h1")(o) with { WaitForHosts = TimeSpan.FromMinutes(1) });
        third.Result.ExitCode.ShouldBe(0, third.File("job.log"));
        waiting.IsCompleted.ShouldBeFalse();

        (await lab.SshAsync("h2", $": >/tmp/{held}", Ct)).EnsureSuccess();
        await running;
        await waiting;
        first.Result.ExitCode.ShouldBe(0, first.File("job.log"));
        second.Result.ExitCode.ShouldBe(0, second.File("job.log"));
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Crossed_orders_end_and_never_overlap()
    {
        var jobs = await Task.WhenAll(new[] { "a=ssh:h1,b=ssh:h2", "b=ssh:h1,a=ssh:h2", "ssh:h2,ssh:h1" }
            .Select((hosts, i) => TestJob.RunAsync(Both($"Job{i}"), o => Exclusive(hosts)(o) with { WaitForHosts = TimeSpan.FromMinutes(1) })));
        jobs.ShouldAllBe(job => job.Result.ExitCode == 0);
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Jobs_that_share_a_host_name_each_other()
    {
        var held = Guid.NewGuid().ToString("N");
        var first = new TestJob();
        var running = first.StartAsync(Plan.Named("First").Stream("a", s => s.Run("stay", $"until [ -e /tmp/{held} ]; do sleep 0.1; done")), o => o with { Hosts = "ssh:h1", SshConfig = lab.SshConfig }, Ct);
        await first.EventAsync<NestedStarted>(_ => true);
        var second = await TestJob.RunAsync(Plan.Named("Second").Stream("a", s => s.Run("come", $": >/tmp/{held}")), o => o with { Hosts = "ssh:h1", SshConfig = lab.SshConfig });
        await running;

        second.Result.ExitCode.ShouldBe(0, second.File("job.log"));
        second.Events.OfType<LogWritten>().ShouldContain(e => e.Text.StartsWith($"h1: other jobs work there: job {first.Events.OfType<JobStarted>().Single().Job} of ", StringComparison.Ordinal));
        first.Events.OfType<LogWritten>().ShouldNotContain(e => e.Text.Contains("other jobs"));
    }

    // Fails when another one is at it on the same host at the same time.
    private static Plan Both(string name) => Plan.Named(name).Role("each", 2, s => s.Run("alone", "mkdir /tmp/alone && sleep 0.2 && rmdir /tmp/alone"));

    private Func<JobOptions, JobOptions> Exclusive(string hosts) => o => o with { Hosts = hosts, SshConfig = lab.SshConfig, Exclusive = true };

    private async Task NothingIsLeftAsync()
    {
        foreach (var host in lab.Hosts)
            (await lab.SshAsync(host, "ls /run/lock/streamlib-$(uname -n)-*.* /tmp/streamlib-$(uname -n)-*.* 2>/dev/null; true", Ct)).Output.ShouldBe("");
    }
}
