using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Jobs;

/// <summary>Streams that last as long as the others, and no longer.</summary>
public class BackgroundStreamTests
{
    [Fact(Timeout = 60_000)]
    public async Task What_it_still_runs_is_stopped_when_the_others_have_ended_and_passes()
    {
        var job = await TestJob.RunAsync(Plan.Named("Load")
            .Stream("work", s => s.Start("serve", "exec sleep 600").Run("wait", "until [ -e burns ] && [ -e serves ]; do sleep 0.05; done").Barrier("met"))
            .Stream("other", s => s.Barrier("met"))
            .Stream("burn", s => s.Run("first", "true").Run("burn", ": >burns; exec sleep 600", step => step with { Needs = ["work/serve"] }).Run("never", "true") with { Background = true })
            .Stream("noise", s => s.Start("noise", ": >serves; exec sleep 600") with { Background = true })
            .Stream("waits", s => s.Barrier("nobody", "2") with { Background = true }));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        foreach (var party in (string[])["burn/1-first", "burn/2-burn", "noise/1-noise", "waits/1-nobody", "work/1-serve", "work/3-met"])
            job.Nested(party).Outcome.ShouldBe(Outcome.Pass, party);
        job.Events.OfType<StreamFinished>().ShouldAllBe(e => e.Outcome == Outcome.Pass);
        job.Result.Report.Tests[0].Streams[2].Nested[2].Outcome.ShouldBe(Outcome.Skip);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_whose_service_was_started_again_ends_with_the_others_too()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Again")
                .Stream("load", s => s.Start("svc", "exec sleep 600").Run("w", ": >burns; exec sleep 600") with { Background = true })
                .Stream("a", s => s.Run("w", "until [ -e burns ]; do sleep 0.05; done").Kill("k", "load/svc").Restart("r", "load/svc")),
            o => o with { Timeout = TimeSpan.FromSeconds(20) });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        foreach (var party in (string[])["load/1-svc", "load/1-svc.2", "load/2-w", "a/3-r"]) job.Nested(party).Outcome.ShouldBe(Outcome.Pass, party);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_does_not_end_when_asked_is_killed_which_is_a_warning()
    {
        var plan = Plan.Named("Stubborn")
            .Stream("work", s => s.Run("wait", "until [ -e up ]; do sleep 0.05; done"))
            .Stream("burn", s => s.Run("burn", "trap '' TERM; : >up; while :; do sleep 0.1; done") with { Background = true });
        var job = await TestJob.RunAsync(plan with { Deadlines = plan.Deadlines with { Grace = TimeSpan.FromSeconds(1) } });

        job.Nested("burn/1-burn").Outcome.ShouldBe(Outcome.Warn, job.File("job.log"));
        job.Result.ExitCode.ShouldBe(0);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(FailureMode.Abort, Outcome.Aborted)]
    [InlineData(FailureMode.Continue, Outcome.Pass)]
    public async Task Its_failure_before_that_fails_the_test(FailureMode mode, Outcome other)
    {
        var job = await TestJob.RunAsync(Plan.Named("Breaks")
            .Stream("work", s => s.Run("work", mode == FailureMode.Abort ? "exec sleep 600" : "until [ -e told ]; do sleep 0.05; done"))
            .Stream("burn", s => s.Run("burn", "exit 7") with { Background = true, OnFail = mode, OnFailure = [": >told"] }));

        job.Result.ExitCode.ShouldBe(1);
        job.Nested("work/1-work").Outcome.ShouldBe(other, job.File("job.log"));
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("1 of 2 streams failed: burn, because burn/1-burn failed: exit status 7");
    }

    [Fact(Timeout = 60_000)]
    public async Task In_a_test_in_code_it_is_stopped_when_the_test_returns()
    {
        var job = new TestJob();
        var result = await Job.RunAsync(new Code(), new JobOptions { WorkingDirectory = job.Home, Sinks = [job], Hosts = "" }, TestContext.Current.CancellationToken);

        result.ExitCode.ShouldBe(0);
        job.Nested("burn/1-burn").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("work/1-meet").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_streams_of_a_plan_become_part_of_a_test_in_code()
    {
        var job = new TestJob();
        await job.StartAsync(new Stressed(), null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("burn/1-serve").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("burn/2-burn").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("check/1-check").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("work/1-meet").Outcome.ShouldBe(Outcome.Pass);
        job.Events.OfType<NestedStarted>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["burn/1-serve", "burn/2-burn", "check/1-check", "work/1-meet"], ignoreOrder: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_in_code_that_fails_ends_what_runs_beside_it()
    {
        var job = new TestJob();
        await job.StartAsync(new Stressed { Fails = true }, null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldBe("out of luck");
        job.Nested("burn/2-burn").Outcome.ShouldBe(Outcome.Aborted);
        job.Stream("burn").Outcome.ShouldBe(Outcome.Aborted);
    }

    private sealed class Stressed : MultiStreamTest
    {
        private static readonly Plan Stress = Plan.Named("Stress").Stream("burn", s => s
            .Start("serve", "echo up; exec sleep 600", step => step with { Ready = "output up" })
            .Run("burn", ": >burns; exec sleep 600")
            .Run("never", "exit 7") with
        { Background = true });

        public bool Fails { get; init; }

        protected override Plan Streams(Plan plan) => plan.Stream("work").Stream("check", s => s.Run("check", "until [ -e burns ]; do sleep 0.05; done")).With(Stress);

        protected override async Task Test(StreamSet streams)
        {
            await streams["work"].Run("meet", "until [ -e burns ]; do sleep 0.05; done");
            if (Fails) throw new InvalidOperationException("out of luck");
        }
    }

    private sealed class Code : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("work").Stream("burn", s => s with { Background = true });

        protected override Task Test(StreamSet streams)
        {
            _ = streams["burn"].Run("burn", ": >burns; exec sleep 600");
            return streams["work"].Run("meet", "until [ -e burns ]; do sleep 0.05; done; stream-sync barrier met all");
        }
    }
}
