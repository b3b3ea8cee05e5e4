using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>Steps that do something to background steps of other streams, on purpose.</summary>
public class FaultTests
{
    private const string Ticking = "echo up; while :; do sleep 0.1; done";

    [Fact(Timeout = 60_000)]
    public async Task What_was_killed_has_passed_and_is_started_again_on_the_same_port_as_a_case_of_its_own()
    {
        var job = await TestJob.RunAsync(Plan.Named("Again")
            .Stream("node", s => s.Start("service", "echo $PORT; exec nc -l -k 127.0.0.1 $PORT", step => step with { Port = "auto", Ready = "port" }))
            .Stream("chaos", s => s
                .Kill("kill", "node/service", Needing("node/service"))
                .Restart("again", "node/service")
                .Run("use", "echo hello | nc -N $STREAM_NODE_ADDRESS $STREAM_NODE_PORT", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").ShouldSatisfyAllConditions(
            e => e.Outcome.ShouldBe(Outcome.Pass),
            e => e.Message.ShouldBe("killed by chaos/1-kill"),
            e => e.Signal.ShouldBe("KILL"));
        job.Nested("chaos/1-kill").Message.ShouldBe("killed node/1-service");
        job.Nested("chaos/2-again").Message.ShouldBe("started node/1-service.2");
        job.Nested("node/1-service.2").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("node/1-service.2").Message.ShouldBe("");
        job.Output("node/1-service.2").ShouldBe([job.Output("node/1-service").Single(), "hello"]);
        job.File("TEST-Again.xml").ShouldContain("1-service.2");
        job.File("Again.trx").ShouldContain("1-service.2");
        job.File("job.log").ShouldContain("1-kill starts: kill node/service");
        job.File("test-results/Again/node/test-results/1-service.2/stdout").ShouldEndWith("hello\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_kill_reaches_all_that_it_has_started()
    {
        var job = await TestJob.RunAsync(Plan.Named("Tree")
            .Stream("node", s => s.Start("service", "setsid sleep 600 & echo $!; sleep 601 & echo $!; echo up; wait", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Kill("kill", "node/service", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        foreach (var pid in job.Output("node/1-service").Take(2)) Runs(pid).ShouldBeFalse(job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stop_asks_first()
    {
        var job = await TestJob.RunAsync(Plan.Named("Stopped")
            .Stream("node", s => s.Start("service", $"trap 'echo bye; exit 3' TERM; {Ticking}", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Stop("stop", "node/service", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("node/1-service").ShouldContain("bye");
        job.Nested("node/1-service").Message.ShouldBe("stopped by chaos/1-stop");
        job.Nested("node/1-service").ExitStatus.ShouldBe(3);
        job.Nested("node/1-service").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stop_reaches_what_is_started_meanwhile()
    {
        var job = await TestJob.RunAsync(Plan.Named("Busy")
            .Stream("node", s => s.Start("service", "echo up; while :; do sleep 600 & sleep 0.002; done", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Stop("stop", "node/service", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe("stopped by chaos/1-stop");
        job.Nested("node/1-service").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_does_not_end_when_asked_is_killed_after_the_grace()
    {
        var plan = Plan.Named("Stubborn")
            .Stream("node", s => s.Start("service", $"trap '' TERM; {Ticking}", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Stop("stop", "node/service", Needing("node/service")));
        var job = await TestJob.RunAsync(plan with { Deadlines = plan.Deadlines with { Grace = TimeSpan.FromSeconds(1) } });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Outcome.ShouldBe(Outcome.Warn);
        job.Nested("node/1-service").Message.ShouldBe("stopped by chaos/1-stop; it did not end within the Grace of 1 s and was killed");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_killed_and_stopped_at_the_same_time_was_killed()
    {
        var job = new TestJob();
        await job.StartAsync(new KilledAndStopped(), null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("node/1-service").Message.ShouldBe("killed by the test");
    }

    [Theory]
    [InlineData(true, "kill,stop", "Pass: killed by it")]
    [InlineData(true, "stop,kill", "Pass: killed by it")]
    [InlineData(true, "stop,stop", "Warn: stopped by it; it did not end within the Grace of 1 s and was killed")]
    [InlineData(false, "kill,stop", "Pass: stopped by it")]
    public void What_was_asked_last_counts_but_for_a_kill_that_left_no_grace(bool forced, string kinds, string expected)
    {
        var asked = kinds.Split(',').Select(kind => new AskedEnd(Enum.Parse<FaultKind>(kind, ignoreCase: true), "it"));
        var end = new StreamLib.Hosts.CommandResult { Line = "", Host = "", Duration = TimeSpan.Zero, Signal = "KILL", Stopped = true, Forced = forced };
        var result = AskedEnd.Judge([.. asked], "node/1-service", end, TimeSpan.FromSeconds(1)).ShouldNotBeNull();
        $"{result.Outcome}: {result.Message}".ShouldBe(expected);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_signal_that_is_caught_leaves_it_running()
    {
        var job = await TestJob.RunAsync(Plan.Named("Reload")
            .Stream("node", s => s.Start("service", $"trap 'echo read again; touch read' HUP; {Ticking}", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Signal("reload", "node/service", "sighup", Needing("node/service")).Run("see", "until [ -e read ]; do sleep 0.1; done", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("node/1-service").ShouldBe(["up", "read again"]);
        job.Nested("chaos/1-reload").Message.ShouldBe("sent signal HUP to node/1-service");
        job.Nested("node/1-service").Message.ShouldBe("");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("ABRT", "exec sleep 600", "ended by signal ABRT from chaos/1-signal")]
    [InlineData("TERM", "trap 'exit 4' TERM; echo up; while :; do sleep 0.1; done", "ended with exit 4 after signal TERM from chaos/1-signal")]
    public async Task Who_ends_by_a_signal_has_passed_and_can_be_started_again(string signal, string line, string message)
    {
        var job = await TestJob.RunAsync(Plan.Named("Signals")
            .Stream("node", s => s.Start("service", line, step => line.Contains("echo up", StringComparison.Ordinal) ? step with { Ready = "output up" } : step))
            .Stream("chaos", s => s.Signal("signal", "node/service", signal, Needing("node/service")).Restart("again", "node/service")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe(message);
        job.Nested("node/1-service.2").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_end_that_a_signal_was_not_meant_for_is_a_failure()
    {
        var job = await TestJob.RunAsync(Plan.Named("Crash")
            .Stream("node", s => s.Start("service", "trap 'echo no such file >&2; exit 5' USR1; echo up; while :; do sleep 0.1; done", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Signal("rotate", "node/service", "USR1", Needing("node/service")).Run("wait", "exec sleep 600", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe("ended before it was stopped: exit status 5: no such file");
        job.Nested("chaos/2-wait").Outcome.ShouldBe(Outcome.Aborted);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_held_up_ends_at_the_end_without_being_killed()
    {
        var job = await TestJob.RunAsync(Plan.Named("Frozen")
            .Stream("node", s => s.Start("service", "sleep 600 & echo $!; wait", step => step with { Ready = "output ." }))
            .Stream("chaos", s => s.Signal("freeze", "node/service", "STOP", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Outcome.ShouldBe(Outcome.Pass, job.File("job.log"));
        Runs(job.Output("node/1-service").First()).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task The_leader_that_the_streams_have_chosen_is_killed()
    {
        var job = await TestJob.RunAsync(Plan.Named("Leader")
            .Role("node", 3, s => s.Start("service", "stream-sync lock leader && stream-sync set leader $STREAMLIB_STREAM && echo leads; [ -e first ] || echo $STREAMLIB_STREAM >first; exec sleep 600"))
            .Stream("chaos", s => s
                .Kill("first", "@leader/service", step => Needing("node/service")(step) with { Timeout = TimeSpan.FromSeconds(30) })
                .Run("next", "until [ \"$(stream-sync get leader)\" != \"$(cat first)\" ]; do sleep 0.1; done", Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        var killed = job.Events.OfType<NestedFinished>().Where(e => e.Message == "killed by chaos/1-first").ToArray();
        killed.Length.ShouldBe(1, job.File("job.log"));
        job.Nested("chaos/1-first").Message.ShouldBe($"killed {killed[0].Stream}/1-service");
        job.Output($"{killed[0].Stream}/1-service").ShouldBe(["leads"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_role_is_all_its_streams_and_one_of_them_is_called_by_its_name()
    {
        var job = await TestJob.RunAsync(Plan.Named("Roles")
            .Role("node", 3, s => s.Start("service", "exec sleep 600"))
            .Stream("chaos", s => s.Kill("one", "node2/service", Needing("node/service")).Restart("again", "node2/service").Kill("all", "node/service")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("chaos/3-all").Message.ShouldBe("killed node1/1-service, killed node2/1-service.2, killed node3/1-service");
        job.Events.OfType<NestedFinished>().Where(e => e.Stream.StartsWith("node", StringComparison.Ordinal)).Select(e => $"{e.Stream}/{e.Nested}: {e.Message}").Order().ShouldBe(
            ["node1/1-service: killed by chaos/3-all", "node2/1-service.2: killed by chaos/3-all", "node2/1-service: killed by chaos/1-one", "node3/1-service: killed by chaos/3-all"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_for_one_that_will_be_started_again_waits_for_that()
    {
        var job = await TestJob.RunAsync(Plan.Named("Meet")
            .Stream("node", s => s.Start("service", "stream-sync lock mine; [ -e killed ] || { touch killed; exec sleep 600; }; stream-sync barrier met; exec sleep 600"))
            .Stream("other", s => s.Barrier("met"))
            .Stream("chaos", s => s
                .Run("see", "until [ -e killed ]; do sleep 0.1; done", Needing("node/service"))
                .Kill("kill", "node/service")
                .Restart("again", "node/service")
                .Barrier("met", configure: Needing("node/service"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("other/1-met").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_is_never_started_again_is_waited_for_no_longer()
    {
        var job = await TestJob.RunAsync(Plan.Named("Gone")
            .Stream("node", s => s.Start("service", "exec sleep 600"))
            .Stream("other", s => s.Barrier("met"))
            .Stream("chaos", s => s.Kill("kill", "node/service", Needing("node/service")).Barrier("met")));

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldContain("node ended: killed by chaos/1-kill");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_it_said_of_itself_goes_before_how_it_was_ended(bool killed)
    {
        var plan = Plan.Named("Said")
            .Stream("node", s => s.Start("service", "echo '{\"type\":\"outcome\",\"outcome\":\"fail\"}' >>$STREAMLIB_OUTPUT/events.jsonl; echo up; exec sleep 600", step => step with { Ready = "output up" }));
        var job = await TestJob.RunAsync(plan.Stream("chaos", s => killed ? s.Kill("kill", "node/service") : s.Run("use", "true", Needing("node/service"))));

        job.Nested("node/1-service").Outcome.ShouldBe(Outcome.Fail, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe("it reported that, without a reason: up");
        job.Result.ExitCode.ShouldBe(1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("kill", "node/service", "", "node/1-service has ended already (Pass): there is nothing to kill. Start it again first.")]
    [InlineData("signal", "node/service", "HUP", "node/1-service has ended already (Pass): there is nothing to send a signal to. Start it again first.")]
    [InlineData("start", "node/other", "", "node/2-other still runs, and nobody has asked it to end: it cannot be started again. Stop or kill it first.")]
    [InlineData("stop", "@leader/other", "", "@leader/other, where leader is 'nobody' leads to nothing: Wrong has no stream nobody. It has: node, chaos.")]
    [InlineData("stop", "@missing/other", "", "get missing")]
    public async Task What_cannot_be_done_is_a_failure_that_says_why(string kind, string target, string signal, string message)
    {
        var fault = new StepAction.Fault(Enum.Parse<FaultKind>(kind, ignoreCase: true), target, signal);
        var job = await TestJob.RunAsync(Plan.Named("Wrong")
            .Stream("node", s => s
                .Start("service", "true", step => step with { MayEnd = true })
                .Start("other", "exec sleep 600")
                .Run("wait", "stream-sync set leader nobody; until [ -e over ]; do sleep 0.1; done"))
            .Stream("chaos", s => s with
            {
                Steps = [
                    new Step { Name = "see", Action = new StepAction.Command("sleep 1; [ $PARAM_TARGET != node/wait ] || touch over"), Needs = ["node/other"], Parameters = Parameters("target", target) },
                    new Step { Name = "fault", Action = fault, Timeout = TimeSpan.FromSeconds(5) }],
            }));

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("chaos/2-fault").Outcome.ShouldBe(Outcome.Fail);
        job.Nested("chaos/2-fault").Message.ShouldContain(message);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_does_not_get_ready_again_fails_the_test()
    {
        var job = await TestJob.RunAsync(Plan.Named("Broken")
            .Stream("node", s => s.Start("service", "[ ! -e once ] || { echo disk full >&2; exit 1; }; touch once; echo up; exec sleep 600", step => step with { Ready = "output up" }))
            .Stream("chaos", s => s.Kill("kill", "node/service", Needing("node/service")).Restart("again", "node/service")));

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("node/1-service.2").Message.ShouldBe("ended before it was stopped: exit status 1: disk full");
        job.Nested("chaos/2-again").Outcome.ShouldBe(Outcome.Aborted);
        job.Events.OfType<RootCauseFound>().Single().Nested.ShouldBe("1-service.2");
    }

    // One that nobody has waited for is there, and does not run.
    private static bool Runs(string pid) => Directory.Exists($"/proc/{pid}") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');

    private sealed class KilledAndStopped : StreamLib.Tests.MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("node");

        protected override async Task Test(StreamSet streams)
        {
            var service = await streams["node"].StartAsync(new Step { Name = "service", Action = new StepAction.Command($"trap '' TERM; {Ticking}"), Ready = "output up" });
            await Task.WhenAll(service.Kill(), service.Kill(), service.Stop());
        }
    }

    private static Func<Step, Step> Needing(string need) => step => step with { Needs = [need] };

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Parameters(string name, string value) =>
        System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add(name, value);
}
