using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Jobs;

namespace StreamLibTests.Guide;

/// <summary>What docs/reference/plan.md shows is what is there.</summary>
public class PlanPageTests
{
    private static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "reference", "plan.md"));

    [Fact]
    public void Every_example_of_the_page_is_compiled()
    {
        var compiled = Flat(File.ReadAllText(Repository.PathOf("tests", "StreamLib.Tests", "Guide", "PlanExamples.cs")));
        var examples = s_page.Split("```csharp\n")[1..].Select(part => part.Split("```")[0]).ToList();

        examples.Count.ShouldBe(16);
        foreach (var example in examples) compiled.ShouldContain(Flat(example));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_expected_to_fail_there_does()
    {
        var job = await TestJob.RunAsync(PlanExamples.Expected());

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("outside/1-reach").Outcome.ShouldBe(Outcome.ExpectedFailure);
        job.Nested("outside/2-report").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_known_there_is_skipped()
    {
        var job = new TestJob();
        File.WriteAllText(Path.Combine(job.Home, "read"), "#!/bin/sh\ntest $1 = new.dat\n");
        (await Shell.RunAsync("chmod", ["+x", Path.Combine(job.Home, "read")], null, TestContext.Current.CancellationToken)).EnsureSuccess();
        await job.StartAsync(PlanExamples.Known(), null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("reader/1-old").Outcome.ShouldBe(Outcome.Skip);
        job.Nested("reader/2-new").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_examples_of_attempts_and_runs_do_what_they_say()
    {
        var options = new JobOptions { Hosts = "away=exec:false", WorkingDirectory = TemporaryFolder.Make(), RetryPause = TimeSpan.Zero };
        var notes = await PlanExamples.Attempts(Plan.Named("Away").Stream("a", s => s.Run("run", "true")), options);
        notes.Length.ShouldBe(2);
        notes[1].ShouldStartWith("Away, attempt 2 of 3: ");

        var measure = Plan.Named("Rate").Stream("a", s => s.Run(
            "measure",
            "echo x >> n; echo \"{\\\"type\\\":\\\"metric\\\",\\\"name\\\":\\\"rate\\\",\\\"value\\\":$(grep -c x n),\\\"unit\\\":\\\"1/s\\\"}\" > $STREAMLIB_OUTPUT/events.jsonl; [ $(grep -c x n) -lt 3 ]"));
        (await PlanExamples.Hunt(measure, options with { Hosts = "" })).ShouldBe(["Rate: 3 runs, 1 did not pass", "a/1-measure rate: 2 ± 1 1/s"]);
    }

    [Fact]
    public void The_page_shows_the_summary_as_it_is() =>
        File.ReadAllText(Repository.PathOf("tests", "StreamLib.Tests", "Results", "RenderedResultsTests.repeated.live.txt")).ShouldContain(s_page.Split("```\nNetperf: ")[1].Split("```")[0]);

    [Fact(Timeout = 60_000)]
    public async Task What_goes_on_there_gives_eleven_results()
    {
        var job = await TestJob.RunAsync(PlanExamples.GoesOn());

        job.Result.ExitCode.ShouldBe(1);
        job.Result.Report.Tests[0].Message.ShouldBe("1 of 13 streams failed: client3, because client3/1-fill failed: exit status 1");
        job.Result.Report.Tests[0].Streams.Count(s => s.Outcome == Outcome.Pass).ShouldBe(12);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_required_limited_grouped_and_in_the_background_there_is_so()
    {
        var job = new TestJob();
        await job.StartAsync([PlanExamples.Requires(), PlanExamples.Limited(), PlanExamples.Grouped(), PlanExamples.Stressed()], null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Report.Tests.Select(t => t.Outcome).ShouldBe([Outcome.Skip, Outcome.Pass, Outcome.Pass, Outcome.Pass]);
        job.Result.Report.Tests[0].Message.ShouldBe("requires hosts>=3: the run has 1, this machine");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_done_on_purpose_there_is_done()
    {
        var job = await TestJob.RunAsync(PlanExamples.Faults());

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<NestedFinished>().Count(e => e.Message == "killed by chaos/4-kill").ShouldBe(1);
        job.Nested("node3/1-service").Message.ShouldBe("stopped by chaos/2-stop");
    }

    [Fact]
    public void The_page_names_the_variants_as_they_are()
    {
        var names = PlanExamples.Varied().Variants().Select(v => v.Name).ToArray();

        PlanExamples.Written().Variants().Select(v => v.Name).ShouldBe(names);
        s_page.ShouldContain(string.Join(", ", names.Select(n => $"`{n}`")));
        PlanExamples.Checked([PlanExamples.Varied()]).ShouldBe(names);
        PlanExamples.Checked([Plan.Named("Empty")]).ShouldBe(["Empty//: SL1002: Empty has no streams: declare at least one."]);
    }

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
}
