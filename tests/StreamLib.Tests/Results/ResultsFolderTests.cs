using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

public sealed class ResultsFolderTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly Clock clock = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_job_gets_a_folder_named_by_its_id()
    {
        var folder = ResultsFolder.Open(null, scratch.Path, clock);
        folder.JobId.ShouldMatch("^job-2026-11-22T10\\.15-[0-9a-f]{7}$");
        folder.Tree.Root.ShouldBe(scratch[folder.JobId]);
        File.ReadAllText(folder.Tree.IdFile).ShouldBe(folder.JobId + "\n");
        folder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Latest_points_to_the_last_job_by_a_relative_link()
    {
        ResultsFolder.Open(null, scratch.Path, clock);
        var second = ResultsFolder.Open(null, scratch.Path, clock);
        new DirectoryInfo(scratch["latest"]).LinkTarget.ShouldBe(second.JobId);
        File.ReadAllText(Path.Combine(scratch["latest"], "id")).ShouldBe(second.JobId + "\n");
        Directory.GetFileSystemEntries(second.Tree.Root).Select(Path.GetFileName).ShouldBe([".running", "id"], ignoreOrder: true);
    }

    [Fact]
    public void The_folder_of_a_job_that_runs_is_not_taken()
    {
        using (ResultsFolder.Open(scratch["out"], scratch.Path, clock))
        {
            Should.Throw<PlanException>(() => ResultsFolder.Open(scratch["out"], scratch.Path, clock)).Text.ShouldBe(
                $"error SL1029: The results folder '{scratch["out"]}' is that of a job that runs: wait for its end, or give each run a folder of its own.");
        }

        // One that was killed leaves the file, but holds nothing.
        File.WriteAllText(scratch["out/.running"], "");
        ResultsFolder.Open(scratch["out"], scratch.Path, clock).Dispose();
        File.Exists(scratch["out/.running"]).ShouldBeFalse();
    }

    [Fact]
    public void Something_else_named_latest_stays_and_is_reported()
    {
        Directory.CreateDirectory(scratch["latest"]);
        File.WriteAllText(scratch["latest/mine"], "");
        var folder = ResultsFolder.Open(null, scratch.Path, clock);
        File.Exists(scratch["latest/mine"]).ShouldBeTrue();
        folder.Problems.ShouldHaveSingleItem().ShouldStartWith(scratch["latest"] + " does not point to this job: ");
    }

    [Fact]
    public void The_last_20_jobs_are_kept_and_nothing_else_is_deleted()
    {
        string[] foreign = ["job-2020-01-01T00.00-aaaaaaa", "job-mine", "2020"];
        foreach (var name in foreign) Directory.CreateDirectory(scratch[name]);
        var copied = Directory.CreateDirectory(scratch["job-2020-01-01T00.00-bbbbbbb"]).FullName;
        File.WriteAllText(Path.Combine(copied, "id"), "job-2020-01-01T00.00-ccccccc\n");
        var jobs = new List<string>();
        for (var i = 0; i < 23; i++)
        {
            using var job = ResultsFolder.Open(null, scratch.Path, clock);
            jobs.Add(job.JobId);
            clock.Pass(60);
        }

        var left = Directory.GetDirectories(scratch.Path).Select(d => Path.GetFileName(d)!).ToHashSet();
        left.ShouldBe([.. foreign, Path.GetFileName(copied), "latest", .. jobs.TakeLast(20)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_that_is_absent_or_empty_holds_the_job_itself(bool exists)
    {
        if (exists) Directory.CreateDirectory(scratch["out"]);
        var folder = ResultsFolder.Open(scratch["out"], scratch["results"], clock);
        folder.Tree.Root.ShouldBe(scratch["out"]);
        File.ReadAllText(scratch["out/id"]).ShouldBe(folder.JobId + "\n");
        Directory.Exists(scratch["results"]).ShouldBeFalse();
    }

    [Fact]
    public void An_earlier_job_in_the_folder_is_replaced_and_only_it()
    {
        var first = ResultsFolder.Open(scratch["out"], scratch.Path, clock);
        foreach (var file in new[] { first.Tree.JobLog, first.Tree.EventsFile, first.Tree.ResultsJson, first.Tree.JUnit("Old"), first.Tree.Trx("Old"), first.Tree.StreamLog("Old", "s") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "old");
        }

        Directory.CreateDirectory(scratch["out/mine"]);
        File.WriteAllText(scratch["out/coverage.xml"], "");
        first.Dispose();

        var second = ResultsFolder.Open(scratch["out"], scratch.Path, clock);
        second.JobId.ShouldNotBe(first.JobId);
        Directory.GetFileSystemEntries(scratch["out"]).Select(Path.GetFileName).ShouldBe([".running", "coverage.xml", "id", "mine"], ignoreOrder: true);
    }

    [Fact]
    public void A_folder_with_something_else_is_refused_untouched()
    {
        foreach (var name in new[] { "a.txt", "b", "c", "d", "id" })
        {
            Directory.CreateDirectory(scratch["home"]);
            File.WriteAllText(scratch["home/" + name], "mine");
        }

        Should.Throw<PlanException>(() => ResultsFolder.Open(scratch["home"], scratch.Path, clock)).Text.ShouldBe(
            $"error SL1020: The results folder '{scratch["home"]}' holds something else than an earlier job: a.txt, b, c and 2 more. "
            + "Give a folder that is absent, empty, or holds an earlier job, which is then replaced.");
        Directory.GetFiles(scratch["home"]).Length.ShouldBe(5);
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        File.WriteAllText(scratch["out"], "mine");
        Should.Throw<PlanException>(() => ResultsFolder.Open(scratch["out"], scratch.Path, clock)).Text.ShouldBe(
            $"error SL1020: The results folder '{scratch["out"]}' is a file. Give a folder that is absent, empty, or holds an earlier job, which is then replaced.");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_the_reason()
    {
        File.WriteAllText(scratch["file"], "");
        var text = Should.Throw<PlanException>(() => ResultsFolder.Open(scratch["file/out"], scratch.Path, clock)).Text;
        text.ShouldStartWith($"error SL1021: The results folder '{scratch["file/out"]}' cannot be used: ");
        text.ShouldEndWith(" Give a folder that this user can write. What it held is as it was.");
    }

    [Fact]
    public void The_current_directory_plays_no_part() => Should.Throw<ArgumentException>(() => ResultsFolder.Open("out", scratch.Path, clock));
}
