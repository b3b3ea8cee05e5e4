namespace PackagesTests.Cake;

/// <summary>samples/Reuse as a script, with the packed addin.</summary>
public sealed class ReuseTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Fact(Timeout = 5 * Minutes)]
    public async Task Three_tests_share_a_nested_test_and_a_load()
    {
        using var user = SampleCopy.Of(feed, "Reuse");
        var restored = await user.DotnetAsync("tool", "restore");
        restored.ExitCode.ShouldBe(0, restored.Output);

        var run = await user.DotnetAsync("cake", "--stress");

        run.ExitCode.ShouldBe(0, run.Output);
        foreach (var summary in new[] { "One passed (2 streams, 2 nested tests", "Several passed (4 streams, 4 nested tests", "AtOnce passed (3 streams, 5 nested tests" })
            run.Output.ShouldContain(summary);
    }
}
