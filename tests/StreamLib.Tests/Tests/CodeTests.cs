using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTests.Jobs;

namespace StreamLibTests.Tests;

/// <summary>Multi-stream tests that are written in C#.</summary>
public class CodeTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_command_may_be_expected_to_fail()
    {
        NestedResult? seen = null;
        var events = await RunAsync(new Code(async streams => seen = await streams["a"].Run("reach", "exit 7", Expectation.Fail)));

        seen!.Outcome.ShouldBe(Outcome.ExpectedFailure);
        events.OfType<JobFinished>().Single().ExitCode.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_passes_against_that_fails_the_test()
    {
        TestException? seen = null;
        var events = await RunAsync(new Code(async streams => seen = await Should.ThrowAsync<TestException>(() => streams["a"].Run("reach", "true", "fail"))));

        seen!.Result!.Outcome.ShouldBe(Outcome.UnexpectedPass);
        events.OfType<JobFinished>().Single().ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_with_a_matrix_runs_once_for_each_variant_with_its_parameters()
    {
        var seen = new List<string>();
        var events = await RunAsync(new Varied(seen));

        seen.ShouldBe(["1 2", "64 2"]);
        events.OfType<TestFinished>().Select(e => $"{e.Test} {e.Outcome}").ShouldBe(["Varied-1 Pass", "Varied-64 Pass"]);
        events.OfType<OutputWritten>().Select(e => e.Text).ShouldBe(["1", "64"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_is_released_by_an_expected_failure_ends_the_test_and_does_not_count()
    {
        var job = new TestJob();
        var events = await RunAsync(
            new Code(async streams =>
            {
                await streams["a"].Run("fail", "exit 7", Expectation.Fail);
                var waiting = streams["b"].Run("meet", "stream-sync barrier meet");
                await job.EventAsync<NestedStarted>(e => e.Stream == "b");
                streams.Seal();
                await waiting;
            }),
            job);

        events.OfType<NestedFinished>().Select(e => $"{e.Stream} {e.Outcome}").ShouldBe(["a ExpectedFailure", "b Aborted"]);
        events.OfType<LogWritten>().ShouldContain(e => e.Level == LogLevel.Warning && e.Text.StartsWith("Code ends early: b/1-meet: Aborted: released because ", StringComparison.Ordinal));
        events.OfType<JobFinished>().Single().ExitCode.ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_run_begins_with_an_object_of_its_own()
    {
        var job = new TestJob();
        await Job.RunAsync(() => new Counting(), new JobOptions { WorkingDirectory = job.Home, Sinks = [job], Hosts = "", Repeat = 3 }, TestContext.Current.CancellationToken);

        job.Events.OfType<TestFinished>().Select(e => $"{e.Test} {e.Outcome}").ShouldBe(["Counting-run1 Pass", "Counting-run2 Pass", "Counting-run3 Pass"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_attempt_begins_with_an_object_of_its_own()
    {
        var job = new TestJob();
        // The host is there from the second time on.
        var hosts = $"exec:sh -c 'test -e {job.Home}/tried || {{ : >{job.Home}/tried; exit 1; }}; exec \"$@\"' wait";
        await Job.RunAsync(
            () => new Counting(),
            new JobOptions { WorkingDirectory = job.Home, Sinks = [job], Hosts = hosts, RetryInfrastructure = 2, RetryPause = TimeSpan.Zero },
            TestContext.Current.CancellationToken);

        job.Events.OfType<TestFinished>().Select(e => (e.Attempt, e.Outcome)).ShouldBe([(1, Outcome.Error), (2, Outcome.Pass)]);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_object_that_cannot_be_made_again_is_the_failure_of_that_run()
    {
        var job = new TestJob();
        var made = 0;
        MultiStreamTest Make() => ++made == 2 ? throw new InvalidOperationException("only once") : new Counting();
        await Job.RunAsync(Make, new JobOptions { WorkingDirectory = job.Home, Sinks = [job], Hosts = "", Repeat = 3 }, TestContext.Current.CancellationToken);

        job.Events.OfType<TestFinished>().Select(e => $"{e.Outcome} {e.Message}").ShouldBe(["Pass ", "Fail Counting-run2 failed: only once", "Pass "]);
    }

    private static async Task<IReadOnlyList<RunEvent>> RunAsync(MultiStreamTest test, TestJob? job = null)
    {
        job ??= new TestJob();
        await Job.RunAsync(test, new JobOptions { WorkingDirectory = job.Home, Sinks = [job], Hosts = "" }, TestContext.Current.CancellationToken);
        return job.Events;
    }

    private sealed class Code(Func<StreamSet, Task> test) : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("a").Stream("b");

        protected override Task Test(StreamSet streams) => test(streams);
    }

    private sealed class Counting : MultiStreamTest
    {
        private int runs;
        private string stream = "";

        protected override Plan Streams(Plan plan) => plan.Stream(stream = "a");

        protected override Task Test(StreamSet streams) => streams[stream].Run("count", $"test {++runs} = 1");
    }

    private sealed class Varied(List<string> seen) : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Vary("size", "1", "64").Parameter("seconds", "2").Stream("a");

        protected override Task Test(StreamSet streams)
        {
            seen.Add($"{Params["size"]} {Params["seconds"]}");
            return streams["a"].Run("show", "echo $PARAM_SIZE");
        }
    }
}
