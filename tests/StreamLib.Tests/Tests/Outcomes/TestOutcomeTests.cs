using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTests.Jobs;

namespace StreamLibTests.Tests;

/// <summary>What the code of a multi-stream test says of the test as a whole.</summary>
public class TestOutcomeTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_failure_is_in_every_report_with_the_place_in_the_code()
    {
        var job = await RunAsync(new Code((_, _) => Code.FailsIf(941)));

        job.Result.ExitCode.ShouldBe(1);
        job.Result.Report.Tests[0].Message.ShouldMatch("^Code failed: only 941 Mbit/s \\(rate < 1_000, TestOutcomeTests.cs:[0-9]+\\)$");
        foreach (var file in (string[])["TEST-Code.xml", "Code.trx", "job.log", "results.json"])
            System.Net.WebUtility.HtmlDecode(job.File(file)).ShouldContain("only 941 Mbit/s", customMessage: file);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_skip_ends_what_runs_and_hides_no_failure(bool afterFailure)
    {
        var job = await RunAsync(new Code(async (_, streams) =>
        {
            await streams["a"].StartAsync(new Step { Name = "serve", Action = new StepAction.Command("exec sleep 600") });
            if (afterFailure) await Should.ThrowAsync<TestException>(() => streams["b"].Run("fails", "exit 7"));
            Code.Skips("no lab today");
        })
        { OnFail = FailureMode.Continue });

        var report = job.Result.Report.Tests[0];
        (report.Outcome, job.Result.ExitCode).ShouldBe(afterFailure ? (Outcome.Fail, 1) : (Outcome.Skip, 0), job.File("job.log"));
        if (!afterFailure) report.Message.ShouldMatch("^no lab today \\(TestOutcomeTests.cs:[0-9]+\\)$");
        job.Nested("a/1-serve").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task Warnings_notes_metrics_and_lines_are_where_those_of_nested_tests_are()
    {
        var job = await RunAsync(new Code((test, _) => test.SaysAll()));

        var report = job.Result.Report.Tests[0];
        report.Outcome.ShouldBe(Outcome.Warn);
        report.Message.ShouldMatch("^1 to look at \\(TestOutcomeTests.cs:[0-9]+\\)$");
        report.Notes.ShouldBe(["2.5 of all"]);
        report.Metrics.Select(m => $"{m.Name} {m.Value} {m.Unit}").ShouldBe(["failover 12 ms"]);
        job.Result.ExitCode.ShouldBe(0);
        foreach (var line in (string[])["| hello 1.5", "| metric failover=12 ms", "| note: 2.5 of all", "| warning: 1 to look at"])
            job.File("job.log").ShouldContain(line);
        foreach (var file in (string[])["TEST-Code.xml", "Code.trx"])
        {
            job.File(file).ShouldContain("metric failover=12 ms", customMessage: file);
            job.File(file).ShouldContain("note: 2.5 of all", customMessage: file);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_it_runs_on_a_host_is_in_the_log()
    {
        var job = await RunAsync(new Code(async (_, streams) =>
        {
            (await streams["a"].Host.Run("echo one; echo two >&2; exit 3")).Output.ShouldBe("one\n");
        }));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        var lines = job.Events.OfType<LogWritten>().Where(e => e.Stream == "a" && e.Source == LogSource.Host);
        lines.Select(e => $"{e.Level} {e.Text}").ShouldBe(
        [
            "Info local runs: echo one; echo two >&2; exit 3", "Detail one", "Detail two",
            "Info local: it ended with exit 3: echo one; echo two >&2; exit 3",
        ]);
        job.File("test-results/Code/a/job.log").ShouldContain("| two");
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_token_is_cancelled_when_another_stream_fails()
    {
        var job = await RunAsync(new Code(async (test, streams) =>
        {
            var failing = streams["b"].Run("fails", "exit 7");
            await Should.ThrowAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, test.Token));
            await failing;
        }));

        job.Result.Report.Tests[0].Message.ShouldContain("because b/1-fails failed: exit status 7");
    }

    [Fact]
    public void Before_it_runs_there_is_nothing_to_say_it_of() =>
        Should.Throw<TestException>(() => new Code((_, _) => Task.CompletedTask).SaysAll()).Code.ShouldBe("SL5020");

    private static async Task<TestJob> RunAsync(Code test)
    {
        var job = new TestJob();
        await job.StartAsync(test, null, TestContext.Current.CancellationToken);
        return job;
    }

    private sealed class Code(Func<Code, StreamSet, Task> test) : MultiStreamTest
    {
        public FailureMode OnFail { get; init; }

        public CancellationToken Token => Cancelled;

        public static Task FailsIf(int rate)
        {
            FailIf(rate < 1_000, $"only {rate} Mbit/s");
            return Task.CompletedTask;
        }

        public static void Skips(string reason) => Skip(reason);

        public Task SaysAll()
        {
            Warn($"{1} to look at");
            Log($"hello {1.5}");
            Note($"{2.5} of all");
            Metric("failover", 12, "ms");
            return Task.CompletedTask;
        }

        protected override Plan Streams(Plan plan) => plan.Stream("a").Stream("b") with { OnFail = OnFail };

        protected override Task Test(StreamSet streams) => test(this, streams);
    }
}
