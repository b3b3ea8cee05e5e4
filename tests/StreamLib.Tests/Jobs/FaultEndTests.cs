using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>Steps that act on others end when they have to, whatever they wait for.</summary>
public class FaultEndTests
{
    private const string Serve = "exec sleep 600";

    [Fact(Timeout = 60_000)]
    public async Task In_the_background_they_are_stopped_with_what_they_wait_for()
    {
        var job = await TestJob.RunAsync(Plan.Named("Load")
            .Stream("main", s => s.Start("serve", Serve).Run("work", "sleep 0.5"))
            .Stream("key", s => s.Kill("kill", "@nokey/serve") with { Background = true })
            .Stream("next", s => s.Kill("kill", "last/serve") with { Background = true })
            .Stream("last", s => s.Run("wait", Serve).Start("serve", Serve) with { Background = true }));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("key/1-kill").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("next/1-kill").Outcome.ShouldBe(Outcome.Pass);
        job.Events.OfType<NestedFinished>().ShouldNotContain(e => e.Outcome == Outcome.Aborted);
    }

    [Fact(Timeout = 60_000)]
    public async Task They_are_cut_off_when_their_stream_has_failed()
    {
        var job = await TestJob.RunAsync(Plan.Named("Own")
            .Stream("main", s => s.Start("serve", Serve).Run("work", "sleep 1"))
            .Stream("chaos", s => s.Start("mine", "sleep 0.2; exit 3").Kill("kill", "@nokey/serve")) with
        { OnFail = FailureMode.Continue });

        job.Nested("main/2-work").Outcome.ShouldBe(Outcome.Pass, job.File("job.log"));
        job.Nested("chaos/2-kill").Outcome.ShouldBe(Outcome.Aborted);
        job.Events.OfType<RootCauseFound>().Single().Nested.ShouldBe("1-mine");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_has_failed_for_one_of_a_role_is_told_before_the_others_are_ready()
    {
        var job = await TestJob.RunAsync(Plan.Named("Role")
            .Role("n", 2, s => s.Start("svc", "[ $STREAMLIB_STREAM = n2 ] || { echo up; exit 0; }; exec sleep 600", step => step with { MayEnd = true, Ready = "output up" }))
            .Stream("c", s => s.Run("wait", "sleep 0.5").Kill("kill", "n/svc")));

        job.Nested("c/2-kill").Message.ShouldStartWith("n1/1-svc has ended already", customMessage: job.File("job.log"));
        job.Nested("n2/1-svc").Outcome.ShouldBe(Outcome.Aborted);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("HUP")]
    [InlineData("USR1")]
    [InlineData("TERM")]
    public async Task What_survives_a_signal_cannot_be_started_again(string signal)
    {
        var plan = Plan.Named("Survives")
            .Stream("n", s => s.Start("svc", $"trap : {signal}; echo up; while :; do sleep 0.1; done", step => step with { Ready = "output up" }))
            .Stream("c", s => s.Signal("signal", "n/svc", signal, step => step with { Needs = ["n/svc"] }).Restart("again", "n/svc"));
        var job = await TestJob.RunAsync(plan with { Deadlines = plan.Deadlines with { Grace = TimeSpan.FromSeconds(1) } });

        job.Nested("c/2-again").Outcome.ShouldBe(Outcome.Fail, job.File("job.log"));
        job.Nested("c/2-again").Message.ShouldBe("n/1-svc still runs, 1 s (Grace) after the signal that it was sent: it cannot be started again. Stop or kill it first.");
    }

    [Fact(Timeout = 60_000)]
    public async Task Nobody_waits_at_a_barrier_for_what_nobody_will_start_again()
    {
        var job = await TestJob.RunAsync(Plan.Named("Never")
            .Stream("node", s => s.Start("serve", Serve).Barrier("meet", "2"))
            .Stream("chaos", s => s.Kill("kill", "node/serve").Run("bad", "exit 1").Restart("again", "node/serve")) with
        { OnFail = FailureMode.Continue });

        job.Events.OfType<RootCauseFound>().Single().Nested.ShouldBe("2-bad", job.File("job.log"));
        job.Nested("node/2-meet").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("node/2-meet").Message.ShouldStartWith("cut off because chaos/2-bad failed: exit status 1; ");
    }
}
