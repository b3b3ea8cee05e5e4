using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>Long parameters reach a test on any host, or are refused by name.</summary>
public class LongParametersTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("local:")]
    [InlineData("a=exec:env")]
    public async Task Many_long_parameters_reach_any_host(string host)
    {
        var job = await RunAsync(host, "echo ${#PARAM_P0} ${#PARAM_P9}; wc -c <\"$STREAMLIB_PARAMS\"; ls -d \"$STREAMLIB_OUTPUT\"", 10, 20_000);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        var lines = job.File("test-results/Long/s/test-results/1-show/stdout").Split('\n');
        lines[0].ShouldBe("20000 20000");
        int.Parse(lines[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(200_000);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("local:", 1, 140_000, "its variable PARAM_P0 has 140010 bytes")]
    [InlineData("a=exec:env", 1, 140_000, "its variable PARAM_P0 has 140010 bytes")]
    [InlineData("local:", 25, 120_000, "for all (ARG_MAX); the largest variables are PARAM_P0 (120000 bytes)")]
    [InlineData("a=exec:env", 25, 120_000, "for all (ARG_MAX); the largest variables are PARAM_P0 (120000 bytes)")]
    public async Task Too_long_ones_are_named(string host, int count, int length, string words)
    {
        var job = await RunAsync(host, "true", count, length);

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("s/1-show").Message.ShouldContain(words);
    }

    private static Task<TestJob> RunAsync(string host, string line, int count, int length)
    {
        var parameters = Enumerable.Range(0, count).Select(n => KeyValuePair.Create($"p{n}", new string('x', length)));
        var plan = Plan.Named("Long").Stream(
            "s", s => s.Run("show", line, step => step with { Parameters = step.Parameters.AddRange(parameters) }));
        return TestJob.RunAsync(plan, o => o with { Hosts = host });
    }
}
