using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>One nested test in three multi-stream tests, and a load in the background of each.</summary>
public class ReuseTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task The_same_nested_test_runs_in_each_of_them_with_and_without_a_load(string stress, int loads)
    {
        var sample = new BuiltSample("Reuse");

        (await sample.RunAsync($"-p:Stress={stress}")).EnsureSuccess();

        foreach (var (test, writers) in new[] { ("One", 1), ("Several", 3), ("AtOnce", 2) })
        {
            var cases = sample.Cases(test);
            cases.ShouldAllBe(c => c.Outcome == "passed");
            cases.Count(c => c.Name == "write").ShouldBe(writers, test);
            cases.Count(c => c.Name == "burn").ShouldBe(loads, test);
        }
    }
}
