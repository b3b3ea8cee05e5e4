using System.Text.Json;
using System.Xml.Linq;
using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLibTesting;
using StreamLibTests.Hosts;

namespace StreamLibTests.Jobs;

/// <summary>What a run must have for a test to make sense.</summary>
public class RequirementTests(SshServer sshd)
{
    private const string Missing = "no-such-program-here";

    [Fact(Timeout = 60_000)]
    public async Task What_is_there_keeps_nobody_from_running()
    {
        var job = await TestJob.RunAsync(Two() with { Requires = ["hosts>=2", "command:sh", "command:/bin/sh", $"arch:{Machine}", "group:lab"] }, o => o with { Hosts = Lab(o) });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<NestedFinished>().Select(e => e.Outcome).ShouldBe([Outcome.Pass, Outcome.Pass]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_not_there_is_a_skip_of_all_with_all_that_is_missing_in_every_report()
    {
        var plan = Two() with { Requires = [$"command:{Missing}", "arch:pdp11", "command:sh"] };
        plan = plan with { Streams = [plan.Streams[0], plan.Streams[1] with { Requires = ["command:nor-this", "group:lab"] }] };
        var job = await TestJob.RunAsync(plan, o => o with { Hosts = Lab(o) });

        const string Reason = $"requires command:{Missing}: not on h1, h2; arch:pdp11: not that of h1, h2; command:nor-this: not on h2";
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Outcome.ShouldBe(Outcome.Skip);
        job.Events.OfType<NestedStarted>().ShouldBeEmpty();
        job.Events.OfType<TestFinished>().Single().ShouldSatisfyAllConditions(e => e.Outcome.ShouldBe(Outcome.Skip), e => e.Message.ShouldBe(Reason));
        foreach (var stream in job.Events.OfType<StreamFinished>()) (stream.Outcome, stream.Message).ShouldBe((Outcome.Skip, Reason));

        var cases = XDocument.Parse(job.File("TEST-Two.xml")).Descendants("testcase").ToList();
        cases.Count.ShouldBe(5);
        cases.ShouldAllBe(c => c.Element("skipped")!.Attribute("message")!.Value.EndsWith(Reason, StringComparison.Ordinal));
        var results = XDocument.Parse(job.File("Two.trx")).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").ToList();
        results.Count.ShouldBe(5);
        results.ShouldAllBe(r => (string)r.Attribute("outcome")! == "NotExecuted" && r.Value.Contains(Reason));
        using var json = JsonDocument.Parse(job.File("results.json"));
        var streams = json.RootElement.GetProperty("tests")[0].GetProperty("streams").EnumerateArray().ToList();
        streams.ShouldAllBe(s => s.GetProperty("outcome").GetString() == "skip" && s.GetProperty("nested")[0].GetProperty("outcome").GetString() == "skip");
        job.File("job.log").ShouldContain($"Two was skipped: {Reason}");
        FailureBlock.Text(job.Result.Report).ShouldBe("");
        var summary = new StringWriter();
        using (var live = new LiveText(summary))
        {
            foreach (var e in job.Events) live.OnEvent(e);
        }

        summary.ToString().ShouldContain("skipped");
        summary.ToString().ShouldContain(Reason);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_skips_it_is_an_error_that_names_the_option()
    {
        var job = await TestJob.RunAsync(Two() with { Requires = [$"command:{Missing}"] }, o => o with { Hosts = Lab(o), NoSkip = true });

        job.Result.ExitCode.ShouldBe(3);
        job.Events.OfType<TestFinished>().Single().Message
            .ShouldBe($"Two failed: requires command:{Missing}: not on h1, h2 (option --no-skip)");
        job.Events.OfType<NestedStarted>().ShouldBeEmpty();
        XDocument.Parse(job.File("TEST-Two.xml")).Descendants("error").Count().ShouldBe(1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "requires hosts>=3: the run has 1, this machine")]
    [InlineData("a=exec:env", "requires hosts>=3: the run has 1")]
    [InlineData("a=ssh://127.0.0.1:1,b=ssh://127.0.0.1:1", "requires hosts>=3: the run has 2")]
    public async Task Too_few_hosts_are_a_skip_where_the_test_says_how_many_it_requires(string hosts, string reason)
    {
        var plan = Plan.Named("Many").Role("n", 3, s => s.Run("run", "true")) with { Requires = ["hosts>=3"] };
        var job = await TestJob.RunAsync(plan, o => o with { Hosts = hosts });

        job.Result.ExitCode.ShouldBe(0);
        job.Events.OfType<StreamFinished>().Count().ShouldBe(3);
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe(reason);
        job.Events.OfType<HostOpened>().ShouldBeEmpty();

        (await TestJob.RunAsync(plan, o => o with { Hosts = hosts, NoSkip = true })).Result.ExitCode.ShouldBe(3);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_group_that_no_host_belongs_to_is_a_skip_before_anything_is_connected()
    {
        var job = await TestJob.RunAsync(
            Two() with { Requires = ["group:25g"], Streams = [.. Two().Streams.Select(s => s with { Requires = ["group:fast"] })] }, o => o with { Hosts = Lab(o) });

        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("requires group:25g: no host of the run belongs to it; group:fast: h1, h2 do not belong to it");
        job.Events.OfType<HostOpened>().ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Root_is_asked_of_the_host()
    {
        var job = await TestJob.RunAsync(Plan.Named("Root").Stream("a", s => s.Run("run", "true") with { Requires = ["root"] }));

        job.Result.Outcome.ShouldBe(Environment.IsPrivilegedProcess ? Outcome.Pass : Outcome.Skip);
        if (!Environment.IsPrivilegedProcess) job.Stream("a").Message.ShouldBe("requires root: the user is not root on local");
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_is_sent_to_a_host_that_does_not_have_it()
    {
        // What cannot be looked into may be a test application.
        var application = Path.Combine(TemporaryFolder.Make(), "Any.dll");
        await File.WriteAllTextAsync(application, "", TestContext.Current.CancellationToken);
        var plan = Plan.Named("Heavy").Stream("a", s => s with { Steps = [new Step { Name = "class", Action = new StepAction.TestClass("Any", application) }], Requires = [$"command:{Missing}"] });
        var job = await TestJob.RunAsync(plan, o => o with { Hosts = "far=exec:env" });

        job.Result.Outcome.ShouldBe(Outcome.Skip, job.File("job.log"));
        job.Events.OfType<LogWritten>().ShouldNotContain(e => e.Text.Contains("payload"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(StartMode.Together)]
    [InlineData(StartMode.Each)]
    public async Task A_host_that_cannot_be_reached_is_never_a_skip(StartMode start)
    {
        var job = await TestJob.RunAsync(Two() with { Start = start, Requires = [$"command:{Missing}"] }, o => o with { Hosts = "h1=exec:env,ssh:refused", SshConfig = sshd.Config });

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Stream("b").Outcome.ShouldBe(Outcome.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_is_skipped_keeps_no_other_test_from_running()
    {
        var job = new TestJob();
        await job.StartAsync(
            [Two() with { Name = "First", Requires = ["hosts>=2"] }, Two() with { Name = "Second", Requires = ["command:sh"] }], null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0);
        job.Events.OfType<TestFinished>().Select(e => $"{e.Test} {e.Outcome}").ShouldBe(["First Skip", "Second Pass"]);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(TestShells.All), MemberType = typeof(TestShells))]
    public async Task Any_shell_can_be_asked(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);

        (await HostProbe.UnmetAsync(host, ["command:sh", $"command:{Missing}", "command:a'b;c", "command:-x", $"arch:{Machine}", "arch:pdp11"], TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken))
            .Select(r => $"{r}").ShouldBe([$"command:{Missing}", "command:a'b;c", "command:-x", "arch:pdp11"]);
    }

    [Theory]
    [InlineData("x86_64", "x64")]
    [InlineData("AMD64", "x64")]
    [InlineData("aarch64", "arm64")]
    [InlineData("armv7l", "arm")]
    [InlineData("i686", "x86")]
    [InlineData("riscv64", "riscv64")]
    public void A_processor_goes_by_all_its_names(string name, string one) => HostProbe.Architecture(name).ShouldBe(one);

    private static string Machine => System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString();

    private static Plan Two() => Plan.Named("Two").Stream("a", s => s.Run("run", "true")).Stream("b", s => s.Run("run", "true"));

    private static string Lab(JobOptions options)
    {
        File.WriteAllText(Path.Combine(options.WorkingDirectory!, "lab.json"), """{"hosts":{"h1":{"connect":"exec:env"},"h2":{"connect":"local:","groups":["lab"]}}}""");
        return "@lab.json";
    }
}
