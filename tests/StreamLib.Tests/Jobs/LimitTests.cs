using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>What the metrics of a step must keep to.</summary>
public class LimitTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("900", "Mbit/s", "rate>=900 Mbit/s", Outcome.Pass, "")]
    [InlineData("899.5", "Mbit/s", "rate>=900", Outcome.Fail, "rate is 899.5 Mbit/s, and its limit is rate>=900")]
    [InlineData("0.00021", "s", "rate<0.0002 s", Outcome.Fail, "rate is 0.00021 s, and its limit is rate<0.0002 s")]
    [InlineData("900", "kbit/s", "rate>=900 Mbit/s", Outcome.Fail, "rate was measured in kbit/s, and its limit is rate>=900 Mbit/s")]
    [InlineData("900", "", "p99<=1", Outcome.Fail, "p99 was not measured, and has the limit p99<=1 (measured: rate)")]
    public async Task A_pass_that_does_not_keep_to_a_limit_is_a_failure(string value, string unit, string limit, Outcome outcome, string message)
    {
        var job = await TestJob.RunAsync(Plan.Named("Limits").Stream("a", s => s.Run("run", Report(value, unit), step => step with { Limits = [limit] })));

        job.Nested("a/1-run").Outcome.ShouldBe(outcome, job.File("job.log"));
        job.Nested("a/1-run").Message.ShouldBe(message);
        job.Result.ExitCode.ShouldBe(outcome == Outcome.Pass ? 0 : 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task All_values_must_keep_to_it_and_all_that_is_broken_is_named()
    {
        var job = await TestJob.RunAsync(Plan.Named("Limits").Stream("a", s => s
            .Run("run", $"{Report("5", "")}; {Report("2", "")}; {Report("9", "")}", step => step with { Limits = ["rate<=4", "rate>1", "none>0"] })));

        job.Nested("a/1-run").Message.ShouldBe("rate is 5, and its limit is rate<=4, 2 of 3 values; none was not measured, and has the limit none>0 (measured: rate)");
        job.File("TEST-Limits.xml").ShouldContain("rate is 5, and its limit is rate&lt;=4");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_background_step_that_is_stopped_is_judged_too_and_what_is_expected_comes_after()
    {
        var job = await TestJob.RunAsync(Plan.Named("Limits")
            .Stream("load", s => s.Start("load", $"{Report("5", "")}; echo up; exec sleep 600", step => step with { Ready = "output up", Limits = ["rate>=6"], Expect = "fail" }).Run("work", "true"))
            .Stream("known", s => s.Run("slow", Report("5", ""), step => step with { Limits = ["rate>=6"], KnownIssue = "it is slow" })));

        job.Nested("load/1-load").Outcome.ShouldBe(Outcome.ExpectedFailure, job.File("job.log"));
        job.Nested("known/1-slow").Outcome.ShouldBe(Outcome.Skip);
        job.Nested("known/1-slow").Message.ShouldBe("known issue it is slow: rate is 5, and its limit is rate>=6");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_failed_by_itself_says_why_it_did()
    {
        var job = await TestJob.RunAsync(Plan.Named("Limits").Stream("a", s => s.Run("run", "exit 7", step => step with { Limits = ["rate>=6"] })));

        job.Nested("a/1-run").Message.ShouldBe("exit status 7");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_killed_on_purpose_is_judged_by_what_it_measured()
    {
        static Plan Killed(string measured, params MetricLimit[] limits) => Plan.Named("Killed")
            .Stream("a", s => s.Start("serve", $"{measured}; echo up; exec sleep 600", step => step with { Ready = "output up", Limits = [.. limits] }))
            .Stream("chaos", s => s.Kill("kill", "a/serve"));

        (await TestJob.RunAsync(Killed(Report("5", ""), "rate<=6", "p99<=1"))).Nested("a/1-serve").Outcome.ShouldBe(Outcome.Pass);
        var broken = await TestJob.RunAsync(Killed(Report("9", ""), "rate<=6"));
        broken.Nested("a/1-serve").Message.ShouldStartWith("rate is 9, and its limit is rate<=6");
        broken.Result.ExitCode.ShouldBe(1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", Outcome.Fail)]
    [InlineData("Stop a/serve", Outcome.Pass)]
    [InlineData("Kill a/serve", Outcome.Pass)]
    public async Task A_metric_that_is_missing_counts_unless_the_test_ended_the_step_on_purpose(string fault, Outcome outcome)
    {
        var words = fault.Split(' ');
        var plan = Plan.Named("Missing")
            .Stream("a", s => s.Start("serve", "echo up; exec sleep 600", step => step with { Ready = "output up", Limits = ["p99<=1"] }))
            .Stream("chaos", s => words switch
            {
                ["Stop", var target] => s.Stop("fault", target),
                ["Kill", var target] => s.Kill("fault", target),
                _ => s.Run("fault", "true", step => step with { Needs = ["a/serve"] }),
            });

        var job = await TestJob.RunAsync(plan);

        job.Nested("a/1-serve").Outcome.ShouldBe(outcome, job.File("job.log"));
        if (outcome == Outcome.Fail) job.Nested("a/1-serve").Message.ShouldStartWith("p99 was not measured, and has the limit p99<=1");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public async Task A_metric_that_cannot_be_read_keeps_to_no_limit(string value)
    {
        var job = await TestJob.RunAsync(Plan.Named("Limits")
            .Stream("a", s => s.Run("run", $"{Report(value, "")}; {Report("5", "")}", step => step with { Limits = ["rate>0"] })));

        job.Nested("a/1-run").Outcome.ShouldBe(Outcome.Fail);
        job.Nested("a/1-run").Message
            .ShouldStartWith($"a metric cannot be read: {{\"type\":\"metric\",\"name\":\"rate\",\"value\":{value}");
    }

    [Fact(Timeout = 60_000)]
    public async Task Very_many_metrics_take_no_time_of_the_test_and_all_are_judged()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Many").Stream("a", s => s.Run(
                "run",
                """
                awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{\"type\":\"metric\",\"name\":\"rate\",\"value\":%d}\n", i }' \
                  >$STREAMLIB_OUTPUT/events.jsonl
                """,
                step => step with { Limits = ["rate<99999"] })),
            o => o with { Timeout = TimeSpan.FromSeconds(10) });

        job.Nested("a/1-run").Message.ShouldBe("rate is 99999, and its limit is rate<99999, 1 of 100000 values");
        job.Events.OfType<MetricRecorded>().Count().ShouldBe(100_000);
        job.File("job.log").ShouldContain("99900 more values of metric rate are not shown here");
        job.File("TEST-Many.xml")
            .ShouldContain("metric rate: 100000 values, the first 1000 are listed; min 0, max 99999, mean 49999.5, last 99999");
    }

    private static string Report(string value, string unit) => $"echo '{{\"type\":\"metric\",\"name\":\"rate\",\"value\":{value},\"unit\":\"{unit}\"}}' >>$STREAMLIB_OUTPUT/events.jsonl";
}
