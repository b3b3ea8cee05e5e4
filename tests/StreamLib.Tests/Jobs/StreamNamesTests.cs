using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>Streams may have the names of what a host needs for itself.</summary>
public sealed class StreamNamesTests
{
    private static readonly string[] Names = ["ends", "marks", "files", "bin", "pin", "sync1", "streams", "keeper", "fetch", "move", "ready", "command"];

    [Fact(Timeout = 60_000)]
    public async Task What_they_write_where_they_start_is_theirs_alone()
    {
        var trace = Path.Combine(TemporaryFolder.Make(), "trace");
        var plan = Names.Aggregate(Plan.Named("Names") with { Share = true }, (all, name) => all.Stream(name, s => s.Run("write", $"echo 'echo {name} >>{trace}' >000001; echo left >$STREAMLIB_OUTPUT/{name}")));

        var job = await TestJob.RunAsync(plan, o => o with { Hosts = "elsewhere=exec:env -u HOME" });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        File.Exists(trace).ShouldBeFalse();
        foreach (var name in Names) job.File($"test-results/Names/{name}/test-results/1-write/output/{name}").ShouldBe("left\n");
    }
}
