using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>What is taken from the hosts after a failure, while everything still runs.</summary>
public class EvidenceTests
{
    [Fact(Timeout = 60_000)]
    public async Task Commands_run_on_every_host_before_anything_is_stopped()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Evidence").Parameter("what", "wool")
                .Stream("server", s => s.Start("serve", "echo $$ >pid; exec sleep 600", step => step with { Ready = "file pid" })
                    .Barrier("finished") with
                { OnFailure = ["kill -0 $(cat pid) && echo \"serves $PARAM_WHAT\"", "echo sad >&2; exit 3"] })
                .Stream("client", s => s.Run("measure", "exit 7", step => step with { Needs = ["server/serve"] }).Barrier("finished")) with
            { OnFailure = ["uname -s"] });

        job.Result.ExitCode.ShouldBe(1);
        Diagnostics(job, "server").ShouldBe([
            "1-uname.txt: $ uname -s/Linux",
            "2-kill.txt: $ kill -0 $(cat pid) && echo \"serves $PARAM_WHAT\"/serves wool",
            "3-echo.txt: $ echo sad >&2; exit 3/sad",
        ]);
        Diagnostics(job, "client").ShouldBe(["1-uname.txt: $ uname -s/Linux"]);
        Warnings(job).ShouldBe(["'echo sad >&2; exit 3' ended with exit status 3; what it wrote is in diagnostics/3-echo.txt"]);
        job.Nested("server/1-serve").Outcome.ShouldBe(Outcome.Aborted);
    }

    [Fact(Timeout = 60_000)]
    public async Task Files_are_brought_back_with_their_paths()
    {
        var job = await TestJob.RunAsync(Plan.Named("Collect")
            .Stream("a", s => s.Run("fail", "mkdir -p 'logs/the app' && echo one >'logs/the app/1.log' && echo two >'logs/the app/2.log' && echo x >'logs/the app/x.txt'; exit 1")) with
        { Collect = ["logs/the app/*.log", "/nowhere/*"] });

        var files = Path.Combine(job.Result.ResultsDirectory, "test-results/Collect/a/diagnostics/files");
        Directory.EnumerateFiles(files, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(files, file)).Order()
            .ShouldBe([$"{job.Home[1..]}/logs/the app/1.log", $"{job.Home[1..]}/logs/the app/2.log"]);
        Warnings(job).ShouldBe(["there is no /nowhere/* to collect"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_timeout_is_a_failure_too()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Late").Stream("a", s => s.Start("serve", "exec sleep 600").Run("wait", "exec sleep 600")) with { OnFailure = ["echo here"] },
            options => options with { Timeout = TimeSpan.FromSeconds(1) });

        Diagnostics(job, "a").ShouldBe(["1-echo.txt: $ echo here/here"]);
        job.Result.ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_fails_meanwhile_is_cut_off_and_tells_its_end()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Chain")
                .Stream("server", s => s.Run("serve", "exit 9") with { OnFailure = ["until [ -e over ]; do sleep 0.05; done"] })
                .Stream("client", s => s.Run("measure", "until [ -e ../nothing ]; do sleep 0.3; exit 4; done") with { OnFailure = ["sleep 1; touch over"] }));

        job.Events.OfType<NestedFinished>().Where(e => e.Outcome.IsFailure()).Select(e => e.Message).ShouldBe(["exit status 9"]);
        job.Nested("client/1-measure").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("client/1-measure").Message.ShouldBe("cut off because server/1-serve failed: exit status 9; then it failed: exit status 4");
    }

    [Fact(Timeout = 60_000)]
    public async Task It_takes_no_longer_than_it_may()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Slow").Stream("a", s => s.Run("fail", "exit 1")) with { OnFailure = ["exec sleep 600"], Deadlines = new() { EvidenceTimeout = TimeSpan.FromSeconds(1) } });

        Warnings(job).ShouldBe(["'exec sleep 600' was cut off: the evidence of all hosts takes at most 1 s (EvidenceTimeout)"]);
        job.Nested("a/1-fail").Outcome.ShouldBe(Outcome.Fail);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_passes_leaves_none()
    {
        var job = await TestJob.RunAsync(Plan.Named("Fine").Stream("a", s => s.Run("pass", "true")) with { OnFailure = ["echo here"], Collect = ["*"] });

        job.Result.ExitCode.ShouldBe(0);
        Diagnostics(job, "a").ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Keep_leaves_everything_up_until_somebody_ends_it()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var job = new TestJob();
        var running = job.StartAsync(
            Plan.Named("Kept")
                .Stream("server", s => s.Start("serve", "echo $$ >pid; exec sleep 600", step => step with { Ready = "file pid" }).Barrier("finished"))
                .Stream("client", s => s.Run("measure", "exit 7", step => step with { Needs = ["server/serve"] })),
            options => options with { Keep = TimeSpan.FromMinutes(30) },
            cancel.Token);
        await job.EventAsync<LogWritten>(line => line.Text.StartsWith("everything stays up for 30 min (--keep)", StringComparison.Ordinal));

        var pid = (await File.ReadAllTextAsync(Path.Combine(job.Home, "pid"), cancel.Token)).Trim();
        Directory.Exists($"/proc/{pid}").ShouldBeTrue();
        running.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();
        await running;

        job.Result.ExitCode.ShouldBe(1);
        Directory.Exists($"/proc/{pid}").ShouldBeFalse();
        job.Nested("server/1-serve").Message.ShouldBe("cut off because client/1-measure failed: exit status 7");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("exit 0", 0)]
    [InlineData("exit 5", 1)]
    public async Task The_cleanup_of_a_step_runs_when_its_stream_ends(string line, int exitCode)
    {
        var trace = Path.Combine(TemporaryFolder.Make(), "trace");
        var job = await TestJob.RunAsync(Plan.Named("Undo").Parameter("what", "wool")
            .Stream("a", s => s.Run("change", $"echo changed >{trace}; {line}", step => step with { Cleanup = $"echo \"undone $PARAM_WHAT\" >>{trace}" })));

        job.Result.ExitCode.ShouldBe(exitCode);
        (await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken)).ShouldBe(["changed", "undone wool"]);
        job.Events.OfType<LogWritten>().Select(e => e.Text).ShouldContain($"local: at the end: echo \"undone $PARAM_WHAT\" >>{trace}");
    }

    private static string[] Diagnostics(TestJob job, string stream)
    {
        var folder = Path.Combine(job.Result.ResultsDirectory, "test-results", job.Result.Report.Tests.Single().Name, stream, "diagnostics");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Order().Select(file => $"{Path.GetFileName(file)}: {File.ReadAllText(file).Trim().Replace('\n', '/')}")]
            : [];
    }

    private static string[] Warnings(TestJob job) => [.. job.Events.OfType<LogWritten>().Where(line => line.Level == LogLevel.Warning).Select(line => line.Text)];
}
