using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

public class JobResultTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_fact_that_runs_a_plan_is_one_line() =>
        (await TestJob.RunAsync(Plan.Named("Fine").Stream("a", s => s.Run("run", "true")))).Result.EnsurePassed().Outcome.ShouldBe(Outcome.Pass);

    [Fact(Timeout = 60_000)]
    public async Task A_fact_that_fails_tells_the_whole_story()
    {
        var job = await TestJob.RunAsync(Plan.Named("Multi").Stream("a", s => s.Run("run", "echo no route >&2; exit 7")).Stream("b", s => s.Run("wait", "exec sleep 600")));

        var failure = Should.Throw<TestException>(() => job.Result.EnsurePassed());

        failure.Code.ShouldBe("SL5011");
        failure.Message.ShouldStartWith("FAILED: Multi, because a/1-run failed: exit status 7: no route");
        failure.Message.ShouldContain("--- b on local: aborted");
        failure.Message.ShouldEndWith($"results: {job.Result.ResultsDirectory}");
    }

    [Fact(Timeout = 60_000)]
    public async Task Results_are_put_straight_into_a_folder_that_is_given_and_further_ones_beside_them()
    {
        var job = new TestJob();
        for (var i = 0; i < 2; i++)
            await job.StartAsync(Plan.Named($"Run{i}").Stream("a", s => s.Run("run", "true")), o => o with { ResultsDirectory = "out" }, TestContext.Current.CancellationToken);

        var reports = Directory.GetFiles(Path.Combine(job.Home, "out"), "TEST-*.xml", SearchOption.AllDirectories);
        reports.Select(file => Path.GetRelativePath(job.Home, file)).Order().ShouldBe(["out/TEST-Run0.xml", "out/run-2/TEST-Run1.xml"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_a_folder_each_job_gets_one_and_latest_leads_to_the_last()
    {
        var job = await TestJob.RunAsync(Plan.Named("Fine").Stream("a", s => s.Run("run", "true")));
        File.Exists(Path.Combine(job.Home, "results", "latest", "TEST-Fine.xml")).ShouldBeTrue();
        job.Result.ResultsDirectory.ShouldStartWith(Path.Combine(job.Home, "results", "job-"));
    }

    [Fact]
    public async Task A_plan_with_mistakes_starts_nothing_and_leaves_no_results()
    {
        var job = new TestJob();
        await Should.ThrowAsync<PlanException>(() => job.StartAsync(Plan.Named("Empty"), null, TestContext.Current.CancellationToken));
        Directory.GetFileSystemEntries(job.Home).ShouldBeEmpty();
    }
}
