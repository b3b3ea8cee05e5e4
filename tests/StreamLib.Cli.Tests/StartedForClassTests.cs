using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>A process that was started to run a nested test class, and whose Main does something else.</summary>
public class StartedForClassTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("instead")]
    [InlineData("afterwards")]
    public async Task It_does_not_start_the_job_again(string when)
    {
        using var scratch = new Scratch();
        var options = Tool.In(scratch.Folder, ("APPLICATION_RUNS", when), ("TMPDIR", scratch.Folder));

        var ran = await Shell.RunAsync("dotnet", [Tool.Application], options, TestContext.Current.CancellationToken);

        ran.ExitCode.ShouldBe(1, ran.ToString());
        ran.Output.ShouldContain("1-Meet failed: this process was started to run the nested test class Meet, but starts a job");
        ran.Output.ShouldContain("its Main has to pass the command line to the test application");
        Directory.GetDirectories(scratch.Folder, "job-*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }
}
