using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

public class ExpectationTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_failure_that_is_expected_passes_and_its_stream_goes_on()
    {
        var job = await TestJob.RunAsync(Plan.Named("Isolated")
            .Stream("a", s => s.Run("reach", "echo no route >&2; exit 7", Fails).Run("after", "echo after"))
            .Stream("b", s => s.Run("needs", "echo needs", step => step with { Needs = ["a/reach"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Outcome.ShouldBe(Outcome.Pass);
        job.Nested("a/1-reach").Outcome.ShouldBe(Outcome.ExpectedFailure);
        job.Nested("a/1-reach").Message.ShouldBe("exit status 7: no route");
        job.Stream("a").Outcome.ShouldBe(Outcome.Pass);
        job.Output("a/2-after").ShouldBe(["after"]);
        job.Output("b/1-needs").ShouldBe(["needs"]);
        job.Events.OfType<RootCauseFound>().ShouldBeEmpty();
        job.File("TEST-Isolated.xml").ShouldContain("failed as expected: exit status 7: no route");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pass_where_a_failure_is_expected_fails_the_test()
    {
        var job = await TestJob.RunAsync(Plan.Named("Open")
            .Stream("a", s => s.Run("reach", "true", Fails).Run("after", "true"))
            .Stream("b", s => s.Run("wait", "exec sleep 600")));

        job.Result.ExitCode.ShouldBe(1);
        job.Nested("a/1-reach").Outcome.ShouldBe(Outcome.UnexpectedPass);
        job.Nested("a/1-reach").Message.ShouldBe("it passed, but is expected to fail");
        job.Nested("b/1-wait").Message.ShouldBe("cut off because a/1-reach failed: it passed, but is expected to fail");
        job.Stream("a").Outcome.ShouldBe(Outcome.UnexpectedPass);
        job.Events.OfType<NestedStarted>().ShouldNotContain(e => e.Name == "after");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_step_that_takes_too_long_fails_as_expected()
    {
        var job = await TestJob.RunAsync(Plan.Named("Dropped").Stream("a", s => s
            .Run("reach", "exec sleep 600", step => Fails(step) with { Timeout = TimeSpan.FromSeconds(1) })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("a/1-reach").Outcome.ShouldBe(Outcome.ExpectedFailure);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_could_not_be_started_has_not_failed_as_expected()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var job = await TestJob.RunAsync(Plan.Named("Taken").Stream("a", s => s.Run("serve", "exit 1", step => Fails(step) with { Port = $"{port}" })));

        job.Nested("a/1-serve").Outcome.ShouldBe(Outcome.Fail);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("no-such-command", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task What_is_not_there_or_cannot_be_executed_has_not_failed_as_expected(string line, int status)
    {
        var job = await TestJob.RunAsync(Plan.Named("Typo").Stream("a", s => s.Run("reach", line, Fails)));

        job.Nested("a/1-reach").Outcome.ShouldBe(Outcome.Fail);
        job.Nested("a/1-reach").Message.ShouldStartWith($"a command that is not there, or cannot be executed, has not failed as expected: exit status {status}");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("no-such-command", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task What_is_not_there_or_cannot_be_executed_is_no_known_issue(string line, int status)
    {
        var job = await TestJob.RunAsync(Plan.Named("Typo").Stream("a", s => s.Run("reach", line, KnownIssue)));

        job.Nested("a/1-reach").Outcome.ShouldBe(Outcome.Fail);
        job.Nested("a/1-reach").Message.ShouldStartWith($"a command that is not there, or cannot be executed, is not the known issue https://issues.example/7: exit status {status}");
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_passes_without_coming_to_a_barrier_of_a_number_is_not_excused_by_an_expected_failure_of_another()
    {
        var job = await TestJob.RunAsync(Plan.Named("Number")
            .Stream("a", s => s.Run("fail", "exit 7", Fails))
            .Stream("b", s => s.Run("meet", "stream-sync barrier meet 2", step => step with { Needs = ["a/fail"] }))
            .Stream("c", s => s.Run("forgets", "while ! stream-sync status | grep -q 'b waits\\|meet for 2'; do :; done", step => step with { Needs = ["a/fail"] })));

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_released_tells_how_it_ended_itself()
    {
        var job = await TestJob.RunAsync(Plan.Named("Own")
            .Stream("a", s => s.Run("fail", "exit 7", Fails))
            .Stream("b", s => s.Run("meet", "stream-sync barrier meet; echo really broken >&2; exit 99")));

        job.Nested("b/1-meet").Message.ShouldEndWith("; then it ended: exit status 99: really broken");
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_at_a_barrier_for_one_that_fails_as_expected_is_cut_off_and_that_does_not_count()
    {
        var job = await TestJob.RunAsync(Plan.Named("Released")
            .Stream("a", s => s.Run("fail", "exit 7", Fails))
            .Stream("b", s => s.Run("meet", "stream-sync barrier meet").Run("after", "true"))
            .Stream("c", s => s.Run("needs", "true", step => step with { Needs = ["b/after"] }).Run("more", "true"))
            .Stream("d", s => s.Run("needs", "true", step => step with { Needs = ["b/meet"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Outcome.ShouldBe(Outcome.Pass);
        job.Nested("b/1-meet").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("b/1-meet").Message.ShouldStartWith("released because ");
        job.Stream("b").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("c/1-needs").Message.ShouldBe("cut off because it needs b/after, which did not run");
        job.Nested("d/1-needs").Message.ShouldStartWith("cut off because it needs b/meet, which was cut off: released because ");
        job.Events.OfType<RootCauseFound>().ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task That_the_stream_of_the_expected_failure_goes_on_and_passes_changes_nothing_for_who_waits()
    {
        var job = await TestJob.RunAsync(Plan.Named("GoesOn")
            .Stream("a", s => s.Run("fail", "exit 7", Fails).Run("report", "true"))
            .Stream("b", s => s.Run("meet", "stream-sync barrier meet")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("b/1-meet").Outcome.ShouldBe(Outcome.Aborted);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_that_passes_without_coming_to_a_barrier_is_no_part_of_what_is_expected()
    {
        var job = await TestJob.RunAsync(Plan.Named("Mistake")
            .Stream("a", s => s.Run("fail", "exit 7", Fails).Barrier("meet"))
            .Stream("b", s => s.Run("forgets", "true"))
            .Stream("c", s => s.Run("meet", "stream-sync barrier meet")));

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_for_a_stream_that_was_cut_off_so_does_not_count_either()
    {
        var job = await TestJob.RunAsync(Plan.Named("Chain")
            .Stream("a", s => s.Run("fail", "exit 7", Fails))
            .Stream("b", s => s.Run("meet", "stream-sync barrier meet").Barrier("finished", "2"))
            .Stream("c", s => s.Barrier("finished", "2")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("b/1-meet").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("c/1-finished").Outcome.ShouldBe(Outcome.Aborted, job.File("job.log"));
        job.Result.Report.Tests[0].Streams[1].Nested[1].Message.ShouldStartWith("not reached: released because ");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_background_step_fails_as_expected_by_ending_and_those_who_need_it_then_start()
    {
        var job = await TestJob.RunAsync(Plan.Named("Refuses")
            .Stream("server", s => s.Start("serve", "echo bad configuration >&2; exit 2", step => Fails(step) with { Ready = "file never" }))
            .Stream("client", s => s.Run("use", "true", step => step with { Needs = ["server/serve"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("server/1-serve").Outcome.ShouldBe(Outcome.ExpectedFailure);
        job.Nested("client/1-use").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_background_step_that_runs_until_it_is_stopped_has_not_failed_as_expected()
    {
        var job = await TestJob.RunAsync(Plan.Named("Serves")
            .Stream("a", s => s.Start("serve", "echo up; exec sleep 600", step => Fails(step) with { Ready = "output up" }).Run("use", "true")));

        job.Result.ExitCode.ShouldBe(1);
        job.Nested("a/1-serve").Outcome.ShouldBe(Outcome.UnexpectedPass);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_known_issue_is_skipped_while_it_fails_and_its_stream_goes_on()
    {
        var job = await TestJob.RunAsync(Plan.Named("Known")
            .Stream("a", s => s.Run("broken", "exit 7", KnownIssue).Run("after", "true"))
            .Stream("b", s => s.Run("needs", "true", step => step with { Needs = ["a/broken"] }))
            .Stream("c", s => s.Run("only", "exit 1", KnownIssue)));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Outcome.ShouldBe(Outcome.Pass);
        job.Nested("a/1-broken").Outcome.ShouldBe(Outcome.Skip);
        job.Nested("a/1-broken").Message.ShouldBe("known issue https://issues.example/7: exit status 7");
        job.Nested("a/2-after").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("b/1-needs").Outcome.ShouldBe(Outcome.Pass);
        job.Stream("a").Outcome.ShouldBe(Outcome.Pass);
        job.Stream("c").Outcome.ShouldBe(Outcome.Skip);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_of_nothing_but_known_issues_is_skipped()
    {
        var job = await TestJob.RunAsync(Plan.Named("Known").Stream("a", s => s.Run("broken", "exit 7", KnownIssue)));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Outcome.ShouldBe(Outcome.Skip);
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("known issue https://issues.example/7: exit status 7");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("pass", "true")]
    [InlineData("fail", "false")]
    public async Task A_known_issue_that_is_gone_fails_the_test(string expect, string line)
    {
        var job = await TestJob.RunAsync(Plan.Named("Settled").Stream("a", s => s.Run("mended", line, step => KnownIssue(step) with { Expect = expect })));

        job.Result.ExitCode.ShouldBe(1);
        job.Nested("a/1-mended").Outcome.ShouldBe(Outcome.UnexpectedPass);
        job.Nested("a/1-mended").Message.ShouldStartWith("it did what it should, in spite of the known issue https://issues.example/7: when that is settled, take the mark away");
    }

    private static Step Fails(Step step) => step with { Expect = "fail" };

    private static Step KnownIssue(Step step) => step with { KnownIssue = "https://issues.example/7" };
}
