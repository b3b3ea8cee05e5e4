namespace PackagesTests.Pipelines;

/// <summary>The files of samples/pipelines, as far as a machine without these systems can check them.</summary>
public sealed class FileTests
{
    private const int Minutes = 60_000;

    [Fact]
    public void Each_file_has_what_its_schema_needs_and_shows_both_faces()
    {
        var jobs = PipelineJob.All();

        jobs.Select(job => job.ToString()).ShouldBe(Directory.EnumerateFiles(Repository.File("samples/pipelines"))
            .Select(file => Path.GetFileName(file)).Where(file => file != "README.md")
            .SelectMany(file => new[] { $"{file}, MSBuild", $"{file}, Cake" }), ignoreOrder: true);
        foreach (var job in jobs) job.Published.ShouldStartWith($"{job.Kept}/", customMessage: $"{job}");
    }

    [Fact]
    public void Every_file_runs_the_same_two_commands()
    {
        foreach (var face in PipelineJob.All().GroupBy(job => job.Face)) face.Select(job => job.Command).Distinct().ShouldHaveSingleItem(face.Key);
    }

    [Fact]
    public void A_secret_is_in_no_line_but_by_the_name_of_its_variable()
    {
        foreach (var job in PipelineJob.All())
        {
            job.Command.ShouldContain("password=env:LAB_PASSWORD", customMessage: $"{job}");
            foreach (var line in job.Lines)
            {
                line.ShouldNotContain("$LAB_PASSWORD", customMessage: $"{job}");
                // What the systems themselves put into a line.
                line.ShouldNotContain("$(", customMessage: $"{job}");
                line.ShouldNotContain("${", customMessage: $"{job}");
            }
        }
    }

    [Fact(Timeout = 1 * Minutes)]
    public async Task A_shell_can_read_every_line()
    {
        foreach (var line in PipelineJob.All().SelectMany(job => job.Lines).Distinct())
        {
            var read = await Shell.RunAsync(Repository.Root, "sh", ["-n", "-c", line]);
            read.ExitCode.ShouldBe(0, $"{line}\n{read.Output}");
        }
    }
}
