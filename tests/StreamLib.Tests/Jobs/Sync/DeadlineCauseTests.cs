using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>Whatever time is over, the cause says who waits for whom.</summary>
public class DeadlineCauseTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_time_of_a_test_whose_barrier_hangs()
    {
        // All run into it at the same moment: what ends the waits must not come before the question.
        var job = await TestJob.RunAsync(
            Plan.Named("Hang")
                .Stream("a", s => s.Run("meet", "stream-sync barrier go server,a || exit 9"))
                .Stream("b", s => s.Run("meet", "stream-sync lock l && exec stream-sync barrier two 3"))
                .Stream("server", s => s.Run("slow", "echo mounting; exec sleep 600")),
            o => o with { Timeout = TimeSpan.FromSeconds(4) });

        var cause = job.Events.OfType<RootCauseFound>().Single().Reason;
        cause.ShouldStartWith("took longer than its Timeout of 4 s (option --timeout); not over: a (in 1-meet for ");
        cause.ShouldContain("a/1-meet waits at barrier go for ");
        cause.ShouldContain("server (in 1-slow for ");
        cause.ShouldContain("last line: \"mounting\"");
        cause.ShouldContain("; barrier go has 1 of 2 and misses server");
        cause.ShouldContain("barrier two has 1 of 3 and misses 2 more, of a and server");
        job.Nested("a/1-meet").Message.ShouldContain("misses server");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_time_of_a_step_that_waits()
    {
        var job = await TestJob.RunAsync(Plan.Named("Slow")
            .Stream("a", s => s.Run("ask", "stream-sync get ip; exec sleep 600", step => step with { Timeout = TimeSpan.FromSeconds(3) }))
            .Stream("b", s => s.Run("slow", "exec sleep 600")));

        job.Nested("a/1-ask").Message.ShouldMatch(
            @"^took longer than the Timeout of its step, 3 s; it waited for key ip for \S+ s: key ip was not set; "
            + @"the others: b \(in 1-slow for \S+ s\)$");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_time_in_which_a_step_gets_ready()
    {
        var plan = Plan.Named("Never")
            .Stream("a", s => s
                .Start("serve", "stream-sync barrier up all; echo up; exec sleep 600", step => step with { Ready = "output up" })
                .Run("use", "true"))
            .Stream("b", s => s.Run("slow", "exec sleep 600"));
        var job = await TestJob.RunAsync(plan with { Deadlines = plan.Deadlines with { ReadyTimeout = TimeSpan.FromSeconds(3) } });

        job.Nested("a/1-serve").Message.ShouldMatch(
            @"^not ready .*; it waited at barrier up for \S+ s: 1 of 2 arrived: a/1-serve; missing: b \(in 1-slow for \S+ s\)$");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_nobody_is_left_to_set_ends_the_run_at_once_and_shells_know_their_role_and_all_streams()
    {
        var job = await TestJob.RunAsync(Plan.Named("Lost")
            .Stream("server", s => s.Run("tell", "echo $STREAMLIB_ROLE of $STREAMLIB_ROLES: $STREAMLIB_STREAMS"))
            .Role("client", 2, s => s.Run("ask", "stream-sync get ip").Run("set", "stream-sync set ip 1")));

        job.Output("server/1-tell").ShouldBe(["server of server client: server client1 client2"]);
        job.Events.OfType<RootCauseFound>().Single().Reason
            .ShouldMatch(@"key ip can no longer be set: client[12] and client[12] wait; server ended \(passed\)");
    }
}
