using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

public class SeveralTestsTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_variants_of_a_matrix_run_one_after_another_in_one_job()
    {
        var job = await TestJob.RunAsync(Vary(Plan.Named("Netperf").Stream("a", s => s.Run("show", "echo $PARAM_TEST $PARAM_SIZE"))));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<OutputWritten>().Select(e => $"{e.Test}: {e.Text}").ShouldBe(
            ["Netperf-STREAM-1: STREAM 1", "Netperf-STREAM-64: STREAM 64", "Netperf-RR-1: RR 1"]);
        job.Events.OfType<JobStarted>().Count().ShouldBe(1);
        job.Events.OfType<JobFinished>().Count().ShouldBe(1);
        job.Result.Report.Tests.Select(t => t.Name).ShouldBe(["Netperf-STREAM-1", "Netperf-STREAM-64", "Netperf-RR-1"]);
        foreach (var name in job.Result.Report.Tests.Select(t => t.Name))
        {
            job.File($"TEST-{name}.xml").ShouldContain($"classname=\"Streams.{name}\"");
            job.File($"{name}.trx").ShouldContain(name);
            job.File($"test-results/{name}/job.log").ShouldContain($"{name} passed");
            job.File($"test-results/{name}/a/results.json").ShouldContain(name);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_parameter_of_the_command_line_chooses_among_the_variants()
    {
        var job = await TestJob.RunAsync(
            Vary(Plan.Named("Netperf").Stream("a", s => s.Run("show", "echo $PARAM_TEST $PARAM_SIZE"))), o => o with { Parameters = o.Parameters.Add("size", "1") });

        job.Result.Report.Tests.Select(t => t.Name).ShouldBe(["Netperf-STREAM-1", "Netperf-RR-1"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_fails_keeps_no_other_from_running()
    {
        var job = new TestJob();
        await job.StartAsync([One("Good", "true"), One("Bad", "exit 7"), One("Worse", "exit 8"), One("Last", "true")], null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<TestFinished>().Select(e => $"{e.Test} {e.Outcome}").ShouldBe(["Good Pass", "Bad Fail", "Worse Fail", "Last Pass"]);
        var block = Should.Throw<StreamLib.Jobs.TestException>(job.Result.EnsurePassed).Message;
        block.ShouldStartWith("2 of 4 tests did not pass: Bad, Worse\n\nFAILED: Bad, because a/1-run failed: exit status 7\n");
        block.ShouldContain("\nFAILED: Worse, because a/1-run failed: exit status 8\n");
        job.File("job.log").ShouldStartWith("2 of 4 tests did not pass: Bad, Worse\n");
        job.File("test-results/Bad/job.log").ShouldStartWith("FAILED: Bad, because");
        job.File("test-results/Good/job.log").ShouldNotContain("FAILED");
        job.File("TEST-Bad.xml").ShouldContain("exit status 7");
    }

    [Fact(Timeout = 60_000)]
    public async Task Cancelling_ends_the_one_that_runs_and_those_after_it_are_reported()
    {
        using var cancel = new CancellationTokenSource();
        var job = new TestJob();
        var running = job.StartAsync([One("First", "true"), One("Long", "echo up; exec sleep 600"), One("Never", "true")], null, cancel.Token);
        await job.EventAsync<OutputWritten>(e => e.Test == "Long");
        await cancel.CancelAsync();
        await running;

        job.Result.ExitCode.ShouldBe(130);
        job.Events.OfType<TestFinished>().Select(e => $"{e.Test} {e.Outcome}").ShouldBe(["First Pass", "Long Cancelled", "Never Cancelled"]);
        job.Events.OfType<NestedStarted>().Select(e => e.Test).ShouldBe(["First", "Long"]);
        job.File("TEST-Never.xml").ShouldContain("cancelled");
        job.File("TEST-First.xml").ShouldNotContain("cancelled");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("exit 7", 1)]
    [InlineData("true", 3)]
    public async Task A_failed_test_goes_before_infrastructure_and_that_before_a_pass(string line, int exitCode)
    {
        var job = new TestJob();
        var far = One("Far", "true");
        far = far with { Deadlines = far.Deadlines with { ConnectTimeout = TimeSpan.FromSeconds(8) }, Streams = [far.Streams[0] with { Host = "far" }] };
        var near = One("Near", line);
        near = near with { Streams = [near.Streams[0] with { Host = "near" }] };
        await job.StartAsync([far, near], o => o with { Hosts = "near=local:,far=ssh://127.0.0.1:1" }, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public void All_that_is_wrong_with_all_of_them_is_named_before_anything_starts()
    {
        var bad = Should.Throw<PlanException>(() => Job.Check(
            [Plan.Named("Empty"), One("Twice", "true"), One("Twice", "true"), One("Blank", " "), One("Varies", "true").Vary("size")],
            new JobOptions { Hosts = "" }));

        bad.Gaps.Select(g => $"{g.Code} {g.Test} {g.Stream} {g.Step}".TrimEnd()).ShouldBe(
            ["SL1002 Empty", "SL1018 Blank a run", "SL1074 Varies", "SL1078 Twice"]);
    }

    [Fact]
    public void A_host_or_a_secret_cannot_give_what_a_matrix_varies()
    {
        var home = TemporaryFolder.Make();
        File.WriteAllText(Path.Combine(home, "lab.json"), """{"hosts":{"h":{"connect":"local:","params":{"size":"9"}}}}""");
        var options = new JobOptions { Hosts = "@lab.json", WorkingDirectory = home };
        options = options with { Secrets = options.Secrets.Add("test", new Secret("env:TEST", "hidden")) };

        Should.Throw<PlanException>(() => Job.Check(Vary(One("Netperf", "true")), options)).Gaps.Select(g => $"{g.Code}: {g.Message}").ShouldBe(
        [
            "SL1080: A secret sets the parameter test, which the matrix of Netperf varies: all its variants would be the same there. Rename one of them.",
            "SL1080: Host h sets the parameter size, which the matrix of Netperf varies: all its variants would be the same there. Rename one of them.",
        ]);
    }

    [Fact]
    public void Hosts_and_plans_are_looked_at_together() =>
        Should.Throw<PlanException>(() => Job.Check(One("Blank", " "), new JobOptions { Hosts = "nothing:h", Sync = "127.0.0.1:1" }))
            .Gaps.Select(g => g.Code).ShouldBe(["SL1101", "SL1062", "SL1018"]);

    [Fact]
    public void Checking_returns_what_would_run() =>
        Job.Check([One("Hello", "true"), Vary(One("Netperf", "true"))], new JobOptions { Hosts = "" }).Select(p => p.Name)
            .ShouldBe(["Hello", "Netperf-STREAM-1", "Netperf-STREAM-64", "Netperf-RR-1"]);

    [Fact]
    public void A_run_of_nothing_is_refused() => Should.Throw<PlanException>(() => Job.Check([])).Code.ShouldBe("SL1081");

    private static Plan One(string name, string line) => Plan.Named(name).Stream("a", s => s.Run("run", line));

    private static Plan Vary(Plan plan) => plan.Vary("test", "STREAM", "RR").Vary("size", "1", "64").Exclude(("test", "RR"), ("size", "64"));
}
