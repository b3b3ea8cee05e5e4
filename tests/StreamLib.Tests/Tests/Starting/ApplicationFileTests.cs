using System.Reflection;
using StreamLib;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Jobs;

namespace StreamLibTests.Tests.Starting;

/// <summary>What a nested test class can be started from.</summary>
public class ApplicationFileTests
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private static readonly string Endings = Repository.PathOf("tests", "Endings", "bin", Configuration, "net10.0", "Endings.dll");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_program_that_is_not_a_test_application_is_not_started_for_a_class()
    {
        var home = TemporaryFolder.Make();
        var ran = await Shell.RunAsync("dotnet", [Endings, "local:", "", Path.Combine(home, "results"), "nested"], cancellationToken: Ct);

        ran.ExitCode.ShouldBe(1, ran.ToString());
        ran.Output.ShouldContain("Endings is not a test application, so its class Nested cannot run in a process of its own.");
        ran.Output.ShouldNotContain("1-Nested starts");
    }

    [Fact]
    public void A_plan_that_runs_a_class_of_no_test_application_is_refused_before_anything_starts()
    {
        var plan = Plan.Named("Class").Stream("one", s => s with { Steps = [ClassOf(Endings)] });

        var gap = Should.Throw<PlanException>(() => Job.Check(plan)).Gaps.ShouldHaveSingleItem();

        (gap.Code, gap.Stream, gap.Step).ShouldBe(("SL1034", "one", "nested"));
    }

    // Unit test projects have a Main as well: that of their runner.
    [Fact]
    public void A_project_of_unit_tests_is_not_a_test_application()
    {
        var own = Assembly.GetExecutingAssembly();
        ApplicationFile.Gap(own, "Nested").ShouldNotBeNull().Message.ShouldStartWith($"{own.GetName().Name} is not a test application");
        ApplicationFile.Gap(own.Location, "Nested").ShouldNotBeNull();
    }

    [Fact]
    public void A_test_application_and_what_cannot_be_looked_into_are_started()
    {
        var sample = Repository.PathOf("samples", "Netperf", "bin", Configuration, "net10.0", "Netperf.dll");
        ApplicationFile.Gap(sample, "NetPerf").ShouldBeNull();
        ApplicationFile.Gap("/bin/sh", "NetPerf").ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_program_of_one_file_is_started_by_itself()
    {
        var file = Path.Combine(TemporaryFolder.Make(), "application");
        const string Script = """
            #!/bin/sh
            echo "$*"
            echo '{"type":"outcome","outcome":"pass"}' >>"$STREAMLIB_OUTPUT/events.jsonl"
            """;
        await File.WriteAllTextAsync(file, Script, Ct);
        (await Shell.RunAsync("chmod", ["700", file], cancellationToken: Ct)).EnsureSuccess();

        var job = await TestJob.RunAsync(Plan.Named("Class").Stream("one", s => s with { Steps = [ClassOf(file)] }));

        job.Result.Outcome.ShouldBe(Outcome.Pass);
        job.Output("one/1-nested").ShouldBe(["run Nested"]);
    }

    private static Step ClassOf(string application) => new() { Name = "nested", Action = new StepAction.TestClass("Nested", application) };
}
