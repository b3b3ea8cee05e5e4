using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

public class RunModelTests
{
    private const string Test = ScriptedRun.Test;

    [Fact]
    public void What_still_runs_is_cancelled()
    {
        var report = ScriptedRun.Report(run => run.Begin());
        report.Complete.ShouldBeFalse();
        report.Outcome.ShouldBe(Outcome.Cancelled);
        report.ExitCode.ShouldBe(130);
        var test = report.Tests.ShouldHaveSingleItem();
        test.Outcome.ShouldBe(Outcome.Cancelled);
        test.Streams.ShouldAllBe(s => s.Outcome == Outcome.Cancelled && s.Nested[0].Outcome == Outcome.Cancelled);
        test.Streams[0].Nested[0].Message.ShouldBe("the run ended before this test did");
    }

    [Fact]
    public void A_failure_that_is_known_already_is_told_though_the_run_was_killed()
    {
        var report = ScriptedRun.Report(run =>
        {
            run.Begin();
            run.End("client2", "1-NetPerf", Outcome.Fail, "exit 1", exit: 1);
        });
        report.ExitCode.ShouldBe(1);
        report.Tests[0].RootCause!.Nested.ShouldBe("1-NetPerf");
        report.Tests[0].Streams.Select(s => s.Outcome).ShouldBe([Outcome.Cancelled, Outcome.Cancelled, Outcome.Fail]);
    }

    [Theory]
    [InlineData(Outcome.Fail, Outcome.Aborted, "not reached: cut off because client2 failed: no disk")]
    [InlineData(Outcome.Aborted, Outcome.Aborted, "not reached: no disk")]
    [InlineData(Outcome.Cancelled, Outcome.Cancelled, "not reached: no disk")]
    [InlineData(Outcome.Skip, Outcome.Skip, "not reached: no disk")]
    [InlineData(Outcome.Pass, Outcome.Skip, "not reached: the stream ended without it")]
    public void A_planned_nested_test_that_was_not_reached_says_why(Outcome stream, Outcome nested, string message)
    {
        var report = ScriptedRun.Report(run =>
        {
            run.Start();
            run.End("client2", stream, "no disk");
            run.End(Outcome.Pass);
        }).Tests[0].Streams[2].Nested.ShouldHaveSingleItem();
        report.Outcome.ShouldBe(nested);
        report.Message.ShouldBe(message);
        report.Started.ShouldBeNull();
    }

    [Fact]
    public void A_nested_test_after_a_failed_one_names_that()
    {
        var report = ScriptedRun.Report(run =>
        {
            run.Start();
            run.Send(new TestStarted
            {
                Test = Test,
                Suite = "S",
                Attempt = 2,
                Streams = [new PlannedStream { Name = "a", Role = "a", Host = "h", Nested = [new PlannedNested("1-x", "x"), new PlannedNested("2-y", "y")] }],
            });
            run.End("a", "1-x", Outcome.Fail, "exit 3", exit: 3);
            run.End("a", Outcome.Fail, "1-x failed");
            run.End(Outcome.Fail);
        });
        report.Tests.ShouldHaveSingleItem().Attempt.ShouldBe(2);
        report.Tests[0].Streams.ShouldHaveSingleItem().Nested[1].Message.ShouldBe("not reached: cut off because a/1-x failed: exit 3");
    }

    [Fact]
    public void A_failure_that_was_allowed_is_no_root_cause()
    {
        var report = ScriptedRun.Report(run =>
        {
            run.Begin();
            run.End("client2", "1-NetPerf", Outcome.Fail, "exit 1", exit: 1);
            run.End(Outcome.Warn, "client2 failed, which may happen");
        });
        report.Tests[0].RootCause.ShouldBeNull();
        FailureBlock.Text(report).ShouldBeEmpty();
    }

    [Fact]
    public void A_report_survives_json()
    {
        var report = ScriptedRun.Report(run => run.Failing());
        var json = report.ToJson();
        RunReport.FromJson(json).ToJson().ShouldBe(json);
        json.ShouldContain("\"outcome\": \"aborted\"");
    }

    [Fact]
    public void A_stream_has_a_report_of_the_same_shape()
    {
        var report = ScriptedRun.Report(run => run.Failing());
        var part = report.Only(Test, "client1");
        part.Tests.ShouldHaveSingleItem().Streams.ShouldHaveSingleItem().Name.ShouldBe("client1");
        part.Outcome.ShouldBe(Outcome.Aborted);
        part.ExitCode.ShouldBe(0);
        part.Tests[0].RootCause!.Tails.ShouldHaveSingleItem().Stream.ShouldBe("client1");
        Should.Throw<ArgumentException>(() => report.Only(Test, "client9"));
    }

    [Fact]
    public void A_talkative_test_takes_a_bounded_place()
    {
        var report = ScriptedRun.Report(run =>
        {
            run.Begin();
            for (var i = 0; i < 2000; i++)
            {
                run.Output("client1", new string('x', 5000));
                run.Metric("client1", i);
                run.Log(LogSource.Host, "again", "client1", LogLevel.Warning);
            }

            run.End("client1", "1-NetPerf", Outcome.Fail, new string('m', 100_000), new string('d', 1_000_000));
        });
        var stream = report.Tests[0].Streams[1];
        // The last value is the last, and of the others the reports tell how many there are.
        stream.Nested[0].Metrics.Length.ShouldBe(1001);
        stream.Nested[0].Metrics[^1].Value.ShouldBe(1999);
        var total = stream.Nested[0].MetricTotals.ShouldNotBeNull().ShouldHaveSingleItem();
        (total.Count, total.Min, total.Max, total.Last).ShouldBe((2000, 0, 1999, 1999));
        total.Mean.ShouldBe(999.5, 1e-6);
        stream.Nested[0].Notes[^1]
            .ShouldStartWith($"metric {total.Name}: 2000 values, the first 1000 are listed; min 0, max 1999, mean 999.5, last 1999");
        stream.Warnings.Length.ShouldBe(50);
        report.ToJson().Length.ShouldBeLessThan(500_000);
    }
}
