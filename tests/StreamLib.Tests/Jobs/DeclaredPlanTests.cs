using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

public class DeclaredPlanTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_client_reaches_a_server_that_listens_on_a_free_port()
    {
        var job = await TestJob.RunAsync(Plan.Named("Hello")
            .Stream("server", s => s.Start("listen", "exec nc -l -k 127.0.0.1 $PORT", step => step with { Port = "auto", Ready = "port" }))
            .Stream("client", s => s.Run("greet", "echo hello | nc -N $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT", step => step with { Needs = ["server/listen"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("server/1-listen").ShouldBe(["hello"]);
        job.Nested("server/1-listen").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_barrier_lets_nobody_through_before_all_have_come()
    {
        var job = await TestJob.RunAsync(Plan.Named("Meet")
            .Role("one", 3, s => s.Run("before", "echo before").Barrier("meet").Run("after", "echo after")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        var lines = job.Events.OfType<OutputWritten>().Select(e => e.Text).ToList();
        lines.ShouldBe(["before", "before", "before", "after", "after", "after"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_barrier_of_a_number_that_nobody_is_left_for_breaks_although_those_who_wait_have_more_to_do()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Few").Role("n", 2, s => s.Run("b", "stream-sync barrier b 3").Run("c", "echo").Run("d", "echo")),
            o => o with { Timeout = TimeSpan.FromSeconds(20) });

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldContain("barrier b can no longer fill: needs 3: ");
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldEndWith(" wait; no other party can arrive");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_barrier_of_a_number_fills_again_and_again_with_what_runs_beside_each_other_in_a_stream()
    {
        const string Thrice = "stream-sync barrier b 4 && stream-sync barrier b 4 && stream-sync barrier b 4";
        var job = await TestJob.RunAsync(
            Plan.Named("Many").Role("n", 2, s => s.Start("beside", Thrice, step => step with { MayEnd = true }).Run("b", Thrice).Run("c", "echo")),
            o => o with { Timeout = TimeSpan.FromSeconds(20) });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("n2/2-b").ShouldBe(["b 1", "b 2", "b 3"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_first_failure_is_the_only_one_and_the_others_are_cut_off_because_of_it()
    {
        var job = await TestJob.RunAsync(Plan.Named("Multi")
            .Stream("server", s => s.Start("serve", "exec sleep 600").Barrier("finished"))
            .Stream("client1", s => s.Run("measure", "true").Barrier("finished"))
            .Stream("client2", s => s.Run("measure", "echo no route >&2; exit 7").Barrier("finished")));

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<NestedFinished>().Where(e => e.Outcome.IsFailure()).Select(e => $"{e.Stream}/{e.Nested}: {e.Message}").ShouldBe(["client2/1-measure: exit status 7: no route"]);
        job.Nested("server/1-serve").Outcome.ShouldBe(Outcome.Aborted);
        job.Stream("server").Message.ShouldBe("cut off because client2/1-measure failed: exit status 7: no route");
        job.Stream("client2").Outcome.ShouldBe(Outcome.Fail);
        var cause = job.Events.OfType<RootCauseFound>().Single();
        foreach (var barrier in job.Events.OfType<NestedFinished>().Where(e => e.Nested.EndsWith("finished", StringComparison.Ordinal)))
        {
            barrier.Outcome.ShouldBe(Outcome.Aborted);
            (barrier.Time - cause.Time).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_background_step_that_ends_too_early_fails_at_once()
    {
        var job = await TestJob.RunAsync(Plan.Named("Early")
            .Stream("server", s => s.Start("serve", "echo bind: address in use >&2; exit 0").Run("wait", "exec sleep 600")));

        job.Nested("server/1-serve").Message.ShouldStartWith("ended before it was stopped: exit status 0: bind: address in use; ");
        job.Nested("server/2-wait").Outcome.ShouldBe(Outcome.Aborted);
        job.Result.ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_background_step_that_may_end_is_judged_by_its_exit_status()
    {
        var job = await TestJob.RunAsync(Plan.Named("MayEnd")
            .Stream("a", s => s.Start("good", "exit 0", step => step with { MayEnd = true }).Barrier("b"))
            .Stream("b", s => s.Run("run", "true").Barrier("b")));

        job.Nested("a/1-good").Outcome.ShouldBe(Outcome.Pass);
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_background_step_that_never_gets_ready_fails_with_its_last_output()
    {
        var plan = Plan.Named("Never").Stream("server", s => s
            .Start("serve", "echo still loading; exec sleep 600", step => step with { Ready = "output listening" })
            .Run("use", "true"));

        var job = await TestJob.RunAsync(plan with { Deadlines = plan.Deadlines with { ReadyTimeout = TimeSpan.FromSeconds(1) } });

        job.Nested("server/1-serve").Message.ShouldBe("not ready (output listening) within the ReadyTimeout of 1 s: still loading");
        job.Result.ExitCode.ShouldBe(1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("output ready on \\d+", "echo ready on 1; exec sleep 600")]
    [InlineData("file up", "touch up; exec sleep 600")]
    [InlineData("http http://127.0.0.1:$PORT/", "while :; do printf 'HTTP/1.0 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok' | nc -l -N 127.0.0.1 $PORT; done")]
    public async Task Every_gate_opens(string gate, string line)
    {
        var job = await TestJob.RunAsync(Plan.Named("Gates")
            .Stream("server", s => s.Start("serve", line, step => step with { Port = "auto", Ready = gate }))
            .Stream("client", s => s.Run("use", "true", step => step with { Needs = ["server/serve"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<NestedReady>().Count().ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_step_that_takes_too_long_fails_and_names_the_option()
    {
        var job = await TestJob.RunAsync(Plan.Named("Slow").Stream("a", s => s.Run("sleep", "echo going; exec sleep 600", step => step with { Timeout = TimeSpan.FromSeconds(1) })));

        job.Nested("a/1-sleep").Message.ShouldBe("took longer than the Timeout of its step, 1 s: going");
        job.Result.ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_takes_too_long_fails_once_and_names_the_option()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Slow").Role("a", 2, s => s.Run("sleep", "exec sleep 600")),
            o => o with { Timeout = TimeSpan.FromSeconds(1) });

        job.Events.OfType<NestedFinished>().ShouldAllBe(e => e.Outcome == Outcome.Aborted);
        job.Events.OfType<TestFinished>().Single().Message.ShouldContain("took longer than its Timeout of 1 s (option --timeout)");
        job.Result.ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_step_that_ignores_TERM_is_killed_and_that_is_a_warning()
    {
        var plan = Plan.Named("Stubborn").Stream("a", s => s
            .Start("serve", "trap '' TERM; echo up; while :; do sleep 1; done", step => step with { Ready = "output up" })
            .Run("use", "true"));

        var job = await TestJob.RunAsync(plan with { Deadlines = plan.Deadlines with { Grace = TimeSpan.FromSeconds(1) } });

        job.Nested("a/1-serve").Outcome.ShouldBe(Outcome.Warn);
        job.Nested("a/1-serve").Message.ShouldBe("did not end within the Grace of 1 s and was killed");
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Background_steps_are_stopped_in_reverse_order()
    {
        const string Serve = "trap 'echo stopped; exit 0' TERM; echo up; while :; do sleep 0.1; done";
        var job = await TestJob.RunAsync(Plan.Named("Order").Stream("a", s => s
            .Start("first", Serve, step => step with { Ready = "output up" })
            .Start("second", Serve, step => step with { Ready = "output up" })
            .Run("use", "true")));

        job.Events.OfType<OutputWritten>().Where(e => e.Text == "stopped").Select(e => e.Nested).ShouldBe(["2-second", "1-first"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_stream_leaves_running_is_ended_and_named()
    {
        var job = await TestJob.RunAsync(Plan.Named("Left").Stream("a", s => s.Run("leave", "setsid sh -c 'exec sleep 4711' >/dev/null 2>&1 & echo $!")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<LogWritten>().Select(e => e.Text).ShouldContain(t => t.StartsWith("ended what a left running on local: sleep 4711 (process ", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_port_that_is_taken_is_a_failure_that_says_so()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var job = await TestJob.RunAsync(Plan.Named("Taken")
            .Stream("a", s => s.Start("serve", "exec sleep 600", step => step with { Port = $"{port}", Ready = "port" }).Run("use", "true")));

        job.Nested("a/1-serve").Message.ShouldStartWith($"port {port} of local is already taken by ");
        job.Result.ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_script_runs_with_sh_from_where_it_lies()
    {
        var job = new TestJob();
        var script = Path.Combine(job.Home, "my script.sh");
        await File.WriteAllTextAsync(script, "echo script $PARAM_NAME\n", TestContext.Current.CancellationToken);
        await job.StartAsync(
            Plan.Named("Scripts").Parameter("name", "it's me").Stream("a", s => s.RunScript("run", script)), null, TestContext.Current.CancellationToken);

        job.Output("a/1-run").ShouldBe(["script it's me"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancelling_stops_everything_and_leaves_complete_results()
    {
        using var cancel = new CancellationTokenSource();
        var job = new TestJob();
        var running = job.StartAsync(Plan.Named("Long").Role("a", 2, s => s.Run("sleep", "echo $$; exec sleep 600")), null, cancel.Token);
        var pids = new List<string>();
        foreach (var party in new[] { "a1", "a2" }) pids.Add((await job.EventAsync<OutputWritten>(e => e.Stream == party)).Text);
        await cancel.CancelAsync();
        await running;

        job.Result.ExitCode.ShouldBe(130);
        job.Events.OfType<NestedFinished>().ShouldAllBe(e => e.Outcome == Outcome.Cancelled);
        pids.ShouldAllBe(pid => !Directory.Exists($"/proc/{pid}"));
        job.File("TEST-Long.xml").ShouldContain("cancelled");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_cannot_be_reached_is_an_infrastructure_error_with_the_words_of_ssh()
    {
        var plan = Plan.Named("Far").Stream("near", s => s.Run("run", "true")).Stream("far", s => s.Run("run", "true"));

        var job = await TestJob.RunAsync(
            plan with { Deadlines = plan.Deadlines with { ConnectTimeout = TimeSpan.FromSeconds(8) } },
            o => o with { Hosts = "local:,far=ssh://127.0.0.1:1" });

        job.Result.ExitCode.ShouldBe(3);
        job.Stream("far").Outcome.ShouldBe(Outcome.Error);
        job.Stream("far").Message.ShouldContain("Connection refused");
        job.Stream("near").Outcome.ShouldBe(Outcome.Aborted);
        job.Events.OfType<NestedStarted>().ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Parameters_of_the_command_line_go_before_those_of_the_host_the_step_the_stream_and_the_test()
    {
        var job = new TestJob();
        await File.WriteAllTextAsync(Path.Combine(job.Home, "lab.json"), """{"hosts":{"h":{"connect":"local:","params":{"a":"host","b":"host"}}}}""", TestContext.Current.CancellationToken);
        var plan = Plan.Named("Params").Parameter("a", "test").Parameter("b", "test").Parameter("c", "test").Parameter("d", "test").Parameter("e", "test")
            .Stream("s", s => s.Run("show", "echo $PARAM_A $PARAM_B $PARAM_C $PARAM_D $PARAM_E", step => step with { Parameters = step.Parameters.Add("b", "step").Add("c", "step") }) with
            {
                Parameters = s.Parameters.Add("c", "stream").Add("d", "stream"),
            });

        await job.StartAsync(plan, o => o with { Hosts = "@lab.json", Parameters = o.Parameters.Add("a", "line") }, TestContext.Current.CancellationToken);

        job.Output("s/1-show").ShouldBe(["line host step stream test"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_reports_metrics_and_an_outcome_by_appending_lines()
    {
        var job = await TestJob.RunAsync(Plan.Named("Reports").Stream("a", s => s.Run("report", """
            echo '{"type":"metric","name":"latency","value":1.5,"unit":"ms"}' >> $STREAMLIB_OUTPUT/events.jsonl
            echo '{"type":"message","text":"too slow"}' >> $STREAMLIB_OUTPUT/events.jsonl
            echo '{"type":"outcome","outcome":"fail"}' >> $STREAMLIB_OUTPUT/events.jsonl
            """)));

        job.Events.OfType<MetricRecorded>().Single().Value.ShouldBe(1.5);
        job.Nested("a/1-report").Outcome.ShouldBe(Outcome.Fail);
        job.Nested("a/1-report").Message.ShouldBe("too slow");
    }

    [Fact(Timeout = 60_000)]
    public async Task Reports_that_are_no_file_and_a_supervisor_that_is_killed_do_not_hold_the_run()
    {
        var pipe = await TestJob.RunAsync(Plan.Named("Pipe").Stream("a", s => s.Run("pipe", "mkfifo \"$STREAMLIB_OUTPUT/events.jsonl\"")));
        pipe.Nested("a/1-pipe").Outcome.ShouldBe(Outcome.Error, pipe.File("job.log"));
        pipe.Result.ExitCode.ShouldBe(3);

        var killed = await TestJob.RunAsync(Plan.Named("Killed").Stream("a", s => s.Run("kill", "kill -KILL $PPID; exec sleep 5")));
        killed.Nested("a/1-kill").Outcome.ShouldBe(Outcome.Error);
        killed.Result.ExitCode.ShouldBe(3);
    }
}
