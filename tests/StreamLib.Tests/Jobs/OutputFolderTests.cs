using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTests.Hosts;

namespace StreamLibTests.Jobs;

/// <summary>What a nested test leaves in STREAMLIB_OUTPUT comes back from its host in every ending, before anything is removed there.</summary>
public class OutputFolderTests(SshServer sshd)
{
    private const string Leave = "mkdir \"$STREAMLIB_OUTPUT/sub\"; echo left >\"$STREAMLIB_OUTPUT/sub/it\"; echo ready;";

    [Fact(Timeout = 60_000)]
    public async Task After_a_failure_and_from_those_that_it_cut_off()
    {
        var job = await RunAsync(
            Plan.Named("Left")
                .Stream("one", s => s.Start("serve", $"{Leave} exec sleep 600", step => step with { Ready = "output ready" }).Barrier("end"))
                .Stream("two", s => s.Run("measure", $"{Leave} exit 7", step => step with { Needs = ["one/serve"] }).Barrier("end")));

        job.Nested("one/1-serve").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("two/1-measure").Outcome.ShouldBe(Outcome.Fail);
        Left(job, "one/test-results/1-serve");
        Left(job, "two/test-results/1-measure");
    }

    [Fact(Timeout = 60_000)]
    public async Task After_a_timeout_of_a_step_and_one_that_ignores_TERM()
    {
        var job = await RunAsync(Plan.Named("Left").Stream("one", s => s.Run(
            "wait", $"trap '' TERM; {Leave} while :; do sleep 600; done", step => step with { Timeout = TimeSpan.FromSeconds(2) })) with
        { Deadlines = Deadlines.Default with { Grace = TimeSpan.FromSeconds(1) } });

        job.Nested("one/1-wait").Message.ShouldStartWith("took longer than the Timeout of its step");
        Left(job, "one/test-results/1-wait");
    }

    [Fact(Timeout = 60_000)]
    public async Task After_the_run_was_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var job = new TestJob();
        var run = job.StartAsync(Plan.Named("Left").Stream("one", s => s.Run("wait", $"{Leave} exec sleep 600")), Options, cancel.Token);
        await job.EventAsync<OutputWritten>(e => e.Text == "ready");
        await cancel.CancelAsync();
        await run;

        job.Result.ExitCode.ShouldBe(130);
        Left(job, "one/test-results/1-wait");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_too_much_is_left_out_and_the_results_say_so()
    {
        var job = await RunAsync(
            Plan.Named("Left").Stream("one", s => s.Run("write", $"{Leave} head -c 2000000 /dev/zero >\"$STREAMLIB_OUTPUT/large\"")),
            options => options with { ArtifactLimit = 1 << 20 });

        job.Result.ExitCode.ShouldBe(0);
        Left(job, "one/test-results/1-write");
        const string Note = "left out of the output: 'large': 1.9 MiB, over the ArtifactLimit of 1 MiB";
        job.Events.OfType<NoteRecorded>().ShouldHaveSingleItem().Text.ShouldBe(Note);
        job.File("test-results/Left/one/results.json").ShouldContain("left out of the output");
        job.File("job.log").ShouldContain("left out of what was fetched: 'large'");
    }

    private static void Left(TestJob job, string nested) => job.File($"test-results/Left/{nested}/output/sub/it").ShouldBe("left\n");

    private JobOptions Options(JobOptions options) => options with { Hosts = "a=ssh:plain,b=ssh:plain", SshConfig = sshd.Config };

    private Task<TestJob> RunAsync(Plan plan, Func<JobOptions, JobOptions>? configure = null) => TestJob.RunAsync(plan, o => (configure ?? (x => x))(Options(o)));
}
