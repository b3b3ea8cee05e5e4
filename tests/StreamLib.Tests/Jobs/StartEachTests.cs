using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTests.Hosts;

namespace StreamLibTests.Jobs;

/// <summary>Tests whose streams start when their own host is open, whatever becomes of the hosts of the others.</summary>
public class StartEachTests(SshServer sshd)
{
    [Fact(Timeout = 60_000)]
    public async Task A_host_that_is_slow_to_open_holds_up_nobody_else()
    {
        // The slow one opens only when the other's step has run.
        var gate = Path.GetTempFileName();
        File.Delete(gate);
        try
        {
            var plan = Plan.Named("Slow")
                .Stream("slow", s => s.Run("last", "echo last"))
                .Stream("quick", s => s.Run("first", $"echo first; : >{gate}")) with
            { Start = StartMode.Each };
            var job = await TestJob.RunAsync(plan, o => o with { Hosts = $"slow=exec:sh -c 'until [ -e {gate} ]; do sleep 0.1; done; exec \"$@\"' wait,quick=local:" });

            job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
            job.Events.OfType<OutputWritten>().Select(e => e.Text).ShouldBe(["first", "last"]);
            job.Events.OfType<StreamStarted>().Select(e => e.Stream).ShouldBe(["quick", "slow"]);
        }
        finally
        {
            File.Delete(gate);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_barrier_of_all_is_one_of_those_that_are_there()
    {
        var plan = Plan.Named("Meet").Role("one", 3, s => s.Run("work", "true").Barrier("met")) with { Start = StartMode.Each };
        var job = await RunAsync(plan, "ssh:refused,a=exec:env,b=exec:env");

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Stream("one1").Outcome.ShouldBe(Outcome.Error);
        job.Stream("one1").Message.ShouldContain("Permission denied");
        job.Nested("one2/2-met").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("one3/2-met").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_needs_a_step_on_a_host_that_is_not_there_fails_because_of_that_host()
    {
        var plan = Plan.Named("Need")
            .Stream("server", s => s.Start("serve", "exec sleep 600"))
            .Stream("client", s => s.Run("ask", "true", step => step with { Needs = ["server/serve"] })) with
        { Start = StartMode.Each };
        var job = await RunAsync(plan, "ssh:refused,a=exec:env");

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Nested("client/1-ask").Outcome.ShouldBe(Outcome.Error);
        job.Nested("client/1-ask").Message.ShouldStartWith("it needs server/serve. Host refused does not let this user in: ");
    }

    private Task<TestJob> RunAsync(Plan plan, string hosts) => TestJob.RunAsync(plan, o => o with { Hosts = hosts, SshConfig = sshd.Config });
}
