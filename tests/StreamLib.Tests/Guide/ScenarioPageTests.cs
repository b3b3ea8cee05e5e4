using System.Text.RegularExpressions;
using StreamLib;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Jobs;

namespace StreamLibTests.Guide;

/// <summary>What docs/guide/scenarios.md shows is what is there.</summary>
public partial class ScenarioPageTests
{
    private static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "guide", "scenarios.md"));

    [Fact]
    public void Every_plan_of_the_page_is_compiled()
    {
        var compiled = Flat(File.ReadAllText(Repository.PathOf("tests", "StreamLib.Tests", "Guide", "ScenarioExamples.cs")));

        var examples = Examples("csharp");
        examples.Count.ShouldBe(8);
        foreach (var example in examples) compiled.ShouldContain(Flat(example));
    }

    [Theory]
    [InlineData("xml", "*.csproj", 6)]
    [InlineData("csharp test", "*.cs", 2)]
    [InlineData("sh", "*.sh", 1)]
    public void All_other_examples_of_the_page_stand_in_samples(string language, string files, int count)
    {
        var samples = Directory.EnumerateFiles(Repository.PathOf("samples"), files, SearchOption.AllDirectories).Select(file => Flat(File.ReadAllText(file))).ToList();

        var examples = Examples(language);
        examples.Count.ShouldBe(count);
        foreach (var example in examples) samples.ShouldContain(sample => sample.Contains(Flat(example), StringComparison.Ordinal), example);
    }

    [Fact]
    public void The_files_that_the_page_names_are_there()
    {
        foreach (Match link in Link().Matches(s_page))
            Path.Exists(Path.GetFullPath(Path.Combine(Repository.PathOf("docs", "guide"), link.Groups[1].Value))).ShouldBeTrue(link.Value);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_killed_leader_there_is_followed_by_another_one()
    {
        var job = await TestJob.RunAsync(ScenarioExamples.Failover());

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(300, "ms", 1)]
    [InlineData(20, "ms", 0)]
    public async Task The_limits_there_are_kept_to(int p99, string unit, int exitCode)
    {
        var job = new TestJob();
        File.WriteAllText(Path.Combine(job.Home, "load.sh"), $$"""
            echo '{"type":"metric","name":"requests","value":120,"unit":"1/s"}' >> $STREAMLIB_OUTPUT/events.jsonl
            echo '{"type":"metric","name":"p99","value":{{p99}},"unit":"{{unit}}"}' >> $STREAMLIB_OUTPUT/events.jsonl
            """);
        await job.StartAsync(ScenarioExamples.Limited().Rooted(job.Home), null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(exitCode, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_the_twelve_streams_there_eleven_have_results()
    {
        var job = await TestJob.RunAsync(ScenarioExamples.Twelve());

        job.Result.ExitCode.ShouldBe(1);
        job.Result.Report.Tests.Single().Streams.Count(s => s.Outcome == Outcome.Pass).ShouldBe(11);
        job.Stream("disk7").Outcome.ShouldBe(Outcome.Fail);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_load_there_ends_with_the_test()
    {
        var job = await TestJob.RunAsync(ScenarioExamples.Stressed());

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        // The greeting may be over before the load has begun.
        job.Stream("stress").Outcome.ShouldBeOneOf(Outcome.Pass, Outcome.Skip);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_rack_there_is_on_one_machine_with_two_clients()
    {
        var job = await TestJob.RunAsync(ScenarioExamples.Rack());

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Report.Tests.Single().Streams.Length.ShouldBe(3);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false, 0)]
    [InlineData(true, 3)]
    public async Task What_is_required_there_and_not_met_is_skipped_or_an_error(bool noSkip, int exitCode)
    {
        var job = await TestJob.RunAsync(ScenarioExamples.Fast(), options => options with { NoSkip = noSkip });

        job.Result.ExitCode.ShouldBe(exitCode, job.File("job.log"));
        job.File("job.log").ShouldContain("requires hosts>=2");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_evidence_there_is_taken_without_the_secret()
    {
        Environment.SetEnvironmentVariable("DB_PASSWORD", "correct-horse-battery");
        var (plan, declared) = ScenarioExamples.Deployed();
        var job = new TestJob();
        File.WriteAllText(Path.Combine(job.Home, "migrate.sh"), "echo opened with $PARAM_PASSWORD | tee migrate.log; exit 1\n");
        await job.StartAsync(plan.Rooted(job.Home), options => options with { Secrets = declared.Secrets }, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(1);
        var diagnostics = Path.Combine(job.Result.ResultsDirectory, "test-results", "Deploy", "db", "diagnostics");
        File.ReadAllText(Directory.EnumerateFiles(diagnostics).ShouldHaveSingleItem()).ShouldContain("opened with ***");
        Directory.EnumerateFiles(Path.Combine(diagnostics, "files"), "migrate.log", SearchOption.AllDirectories).ShouldHaveSingleItem();
        job.File("job.log").ShouldContain("opened with ***");
    }

    private static List<string> Examples(string language) => [.. s_page.Split($"```{language}\n")[1..].Select(part => part.Split("```")[0])];

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));

    [GeneratedRegex(@"\]\(([^)#:]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
