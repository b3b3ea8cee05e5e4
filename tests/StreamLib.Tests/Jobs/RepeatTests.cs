using System.Globalization;
using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Jobs;

/// <summary>Tests that run more than once in one job; a file counts the runs.</summary>
public sealed class RepeatTests : IDisposable
{
    private const string Count = "n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count; ";

    private readonly TestJob job = new();

    public void Dispose() => ((IDisposable)job).Dispose();

    [Fact(Timeout = 120_000)]
    public async Task Each_run_is_a_test_of_its_own_and_all_of_them_run()
    {
        await RunAsync(o => o with { Repeat = 5 });

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Events.OfType<TestFinished>().Select(e => $"{e.Test} {e.Outcome}").ShouldBe(["Flaky-run1 Pass", "Flaky-run2 Pass", "Flaky-run3 Fail", "Flaky-run4 Pass", "Flaky-run5 Pass"]);
        job.Events.OfType<TestStarted>().Select(e => $"{e.Of} {e.Run}").ShouldBe(["Flaky 1", "Flaky 2", "Flaky 3", "Flaky 4", "Flaky 5"]);
        for (var run = 1; run <= 5; run++)
        {
            job.File($"TEST-Flaky-run{run}.xml").ShouldContain($"classname=\"Streams.Flaky-run{run}\"");
            job.File($"Flaky-run{run}.trx").ShouldNotBeEmpty();
            job.File($"test-results/Flaky-run{run}/a/test-results/1-count/stdout").ShouldNotBeNull();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task The_runs_together_tell_outcomes_and_how_metrics_spread()
    {
        await RunAsync(o => o with { Repeat = 5 });

        var repeat = job.Result.Report.Repeats.ShouldHaveSingleItem();
        (repeat.Name, repeat.Runs).ShouldBe(("Flaky", 5));
        repeat.Outcomes.ShouldBe([new OutcomeCount(Outcome.Pass, 4), new OutcomeCount(Outcome.Fail, 1)]);
        repeat.NotPassed.ShouldBe([new UnpassedRun(3, "Flaky-run3", Outcome.Fail, "because a/1-count failed: exit status 7")]);
        repeat.Seconds!.Count.ShouldBe(5);
        repeat.Seconds.Min.ShouldBeGreaterThan(0);
        // Every run measures 10 times its number: 10, 20, 30, 40, 50.
        var metric = repeat.Metrics.ShouldHaveSingleItem();
        (metric.Stream, metric.Nested, metric.Name, metric.Unit).ShouldBe(("a", "1-count", "rate", "Mbit/s"));
        metric.Values.ShouldBe(new Spread { Count = 5, Min = 10, Median = 30, Mean = 30, Max = 50, Deviation = metric.Values.Deviation, RelativePercent = metric.Values.RelativePercent });
        // The squares of 20, 10, 0, 10, 20 are 1000; by 4 that is 250, whose root is 15.8114; of 30 that is 52.7046 %.
        metric.Values.Deviation.ShouldBe(15.8114, 0.0001);
        metric.Values.RelativePercent!.Value.ShouldBe(52.7046, 0.0001);

        job.File("job.log").ShouldContain("\n\nFlaky: 5 runs: 4 passed, 1 failed; a run took ");
        job.File("job.log").ShouldContain("\n  run 3 failed: because a/1-count failed: exit status 7\n");
        job.File("job.log").ShouldEndWith("\n  metric                 runs  min  median  mean  max  deviation  spread\n  a/1-count rate Mbit/s     5   10      30    30   50    15.8114  52.7 %\n");
        RunReport.FromJson(job.File("results.json")).Repeats.ShouldHaveSingleItem().Metrics.ShouldBe(repeat.Metrics);
        RunReport.FromJson(job.File("test-results/Flaky-run3/a/results.json")).Repeats.ShouldBeEmpty();
    }

    [Theory(Timeout = 120_000)]
    [InlineData(5)]
    [InlineData(null)]
    public async Task A_hunt_ends_with_the_first_run_that_fails(int? repeat)
    {
        await RunAsync(o => o with { Repeat = repeat, UntilFail = true });

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Result.Report.Tests.Select(t => t.Name).ShouldBe(["Flaky-run1", "Flaky-run2", "Flaky-run3"]);
        Directory.GetFiles(job.Result.ResultsDirectory, "*.xml").Length.ShouldBe(3);
        job.Result.Report.Repeats.Single().Runs.ShouldBe(3);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_hunt_of_one_run_is_one_run()
    {
        await RunAsync(o => o with { Repeat = 1, UntilFail = true });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Report.Tests.Select(t => t.Name).ShouldBe(["Flaky"]);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_hunt_that_finds_nothing_ends_after_100_runs_and_keeps_the_outputs_of_20()
    {
        await job.StartAsync(Plan.Named("Fine").Stream("a", s => s.Run("run", "echo fine")), o => o with { UntilFail = true }, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0);
        job.Result.Report.Repeats.Single().Outcomes.ShouldBe([new OutcomeCount(Outcome.Pass, 100)]);
        for (var run = 1; run <= 100; run++) File.Exists(Path.Combine(job.Result.ResultsDirectory, $"test-results/Fine-run{run}/a/test-results/1-run/stdout")).ShouldBe(run > 80, $"run {run}");
        Directory.GetDirectories(Path.Combine(job.Result.ResultsDirectory, "test-results")).Length.ShouldBe(20);
        // What is said of the others in the reports is all there.
        job.File("TEST-Fine-run1.xml").ShouldNotContain("test-results/Fine-run1");
        job.File("TEST-Fine-run100.xml").ShouldContain("test-results/Fine-run100/a/a-job.log");
        job.Result.Report.Tests[0].Streams[0].Tail.ShouldBeEmpty();
        job.Result.Report.Tests[0].Streams[0].Nested[0].Outcome.ShouldBe(Outcome.Pass);
        job.Result.Problems.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hunt_for_what_cannot_run_here_ends_with_the_first_run()
    {
        await job.StartAsync(
            Plan.Named("Elsewhere").Stream("a", s => s.Run("run", "no-such-program")) with { Requires = ["command:no-such-program"] },
            o => o with { UntilFail = true },
            TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0);
        job.Result.Report.Tests.Select(t => (t.Name, t.Outcome)).ShouldBe([("Elsewhere-run1", Outcome.Skip)]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hunt_for_the_end_of_a_known_issue_goes_on_while_it_is_there()
    {
        await job.StartAsync(
            Plan.Named("Known").Stream("a", s => s.Run("run", "echo >>tries; test $(wc -l <tries) -ge 3", step => step with { KnownIssue = "#7" })),
            o => o with { UntilFail = true, Repeat = 5 },
            TestContext.Current.CancellationToken);

        job.Result.Report.Tests.Select(t => t.Outcome).ShouldBe([Outcome.Skip, Outcome.Skip, Outcome.Fail], job.File("job.log"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_variant_of_a_matrix_and_every_test_of_several_is_repeated()
    {
        await job.StartAsync(
            [Plan.Named("Varied").Vary("size", "1", "64").Stream("a", s => s.Run("show", "echo $PARAM_SIZE")), Plan.Named("Other").Stream("a", s => s.Run("show", "echo $STREAMLIB_TEST"))],
            o => o with { Repeat = 2 },
            TestContext.Current.CancellationToken);

        job.Events.OfType<OutputWritten>().Select(e => $"{e.Test}: {e.Text}").ShouldBe(
            ["Varied-1-run1: 1", "Varied-1-run2: 1", "Varied-64-run1: 64", "Varied-64-run2: 64", "Other-run1: Other-run1", "Other-run2: Other-run2"]);
        job.Result.Report.Repeats.Select(r => $"{r.Name} {r.Runs}").ShouldBe(["Varied-1 2", "Varied-64 2", "Other 2"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancelled_the_runs_that_were_asked_for_are_reported_and_those_of_a_hunt_are_not()
    {
        foreach (var (hunt, names) in new[] { (false, "Long-run1 Long-run2 Long-run3"), (true, "Long-run1") })
        {
            using var cancel = new CancellationTokenSource();
            var one = new TestJob();
            var running = one.StartAsync(Plan.Named("Long").Stream("a", s => s.Run("wait", "echo up; exec sleep 600")), o => o with { Repeat = 3, UntilFail = hunt }, cancel.Token);
            await one.EventAsync<OutputWritten>(_ => true);
            await cancel.CancelAsync();
            await running;

            one.Result.ExitCode.ShouldBe(130);
            string.Join(' ', one.Result.Report.Tests.Select(t => t.Name)).ShouldBe(names);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hunt_that_is_cancelled_between_two_runs_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var end = new AtTheEnd(cancel);
        await job.StartAsync(Plan.Named("Fine").Stream("a", s => s.Run("run", "true")), o => o with { Repeat = 10, UntilFail = true, Sinks = [job, end] }, cancel.Token);

        job.Result.ExitCode.ShouldBe(130);
        job.Result.Report.Tests.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Pass);
    }

    private sealed class AtTheEnd(CancellationTokenSource cancel) : IEventSink
    {
        public void OnEvent(RunEvent runEvent)
        {
            if (runEvent is TestFinished) cancel.Cancel();
        }

        public void Dispose()
        {
        }
    }

    [Fact]
    public void A_long_name_keeps_the_number_of_its_run()
    {
        var names = StreamLib.Jobs.RunOfTest.All(Plan.Named(new string('x', 100)), new JobOptions { Repeat = 1000 }).Select(r => r.Plan.Name).ToArray();

        names.ShouldBeUnique();
        names.ShouldAllBe(n => n.Length <= 100);
        names[^1].ShouldEndWith("-run1000");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void A_number_of_runs_that_makes_no_sense_is_refused(int repeat) =>
        Should.Throw<PlanException>(() => Job.Check(Plan.Named("A").Stream("a", s => s.Run("a", "true")), new JobOptions { Hosts = "", Repeat = repeat })).Message
            .ShouldBe(string.Create(CultureInfo.InvariantCulture, $"A test cannot run {repeat} times in one job: give 1 to 1000 (option --repeat). Longer hunts are several jobs, each with --until-fail."));

    // Fails in its third run.
    private Task RunAsync(Func<JobOptions, JobOptions> options) => job.StartAsync(
        Plan.Named("Flaky").Stream("a", s => s.Run("count", Count + "echo '{\"type\":\"metric\",\"name\":\"rate\",\"value\":'$((n * 10))',\"unit\":\"Mbit/s\"}' >> \"$STREAMLIB_OUTPUT/events.jsonl\"; [ $n -ne 3 ] || exit 7")),
        options,
        TestContext.Current.CancellationToken);
}
