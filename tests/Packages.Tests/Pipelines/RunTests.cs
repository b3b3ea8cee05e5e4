using System.Xml.Linq;

namespace PackagesTests.Pipelines;

/// <summary>The command lines of the pipeline files run as they stand there, with the packed packages.</summary>
public sealed class RunTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const int Minutes = 60_000;
    private const string RefusedByArtifactStores = "\":<>|*?\\\r\n";

    [Theory(Timeout = 5 * Minutes)]
    [InlineData("MSBuild")]
    [InlineData("Cake")]
    public async Task A_test_that_runs_twice_in_one_workspace_is_found_once(string face)
    {
        workspace.Clean();
        var jobs = PipelineJob.All().Where(job => job.Face == face).ToArray();

        foreach (var hosts in new[] { "h1=local:,h2=exec:env,h3=exec:env", "h1=local:,h2=exec:env" })
        {
            var run = await workspace.RunAsync(jobs[0].Command, hosts);
            run.ExitCode.ShouldBe(0, run.Output);
        }

        var junit = await workspace.FindAsync("TEST-*.xml");
        var trx = await workspace.FindAsync("*.trx");
        var cases = junit.SelectMany(Cases).ToArray();
        cases.ShouldBeUnique();
        cases.ShouldContain("Netperf.MultiNetperf/MultiNetperf");
        trx.SelectMany(Results).ShouldBe(cases, ignoreOrder: true);
        junit.SelectMany(Hosts).Distinct().ShouldBe([Environment.MachineName, "h1", "h2"], ignoreOrder: true);
        foreach (var job in jobs)
        {
            junit.Concat(trx).Where(job.Publishes).ShouldBe(job.Published.EndsWith(".trx", StringComparison.Ordinal) ? trx : junit, $"{job}");
            Directory.EnumerateFiles(workspace.File(job.Kept), "job.log", SearchOption.AllDirectories).ShouldNotBeEmpty($"{job}");
            if (job.Gate is { } gate) (await workspace.RunAsync(gate)).ExitCode.ShouldBe(0, gate);
        }

        Directory.EnumerateFileSystemEntries(workspace.File("out"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(workspace.File("out"), file).Any(RefusedByArtifactStores.Contains)).ShouldBeEmpty();
        (await workspace.LeaksAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_build_that_is_told_to_stop_is_green_to_nobody()
    {
        workspace.Clean();
        var jobs = PipelineJob.All().Where(job => job.Face == "MSBuild").ToArray();
        await using var build = workspace.Start(jobs[0].Command, "h1=local:,h2=exec:env", seconds: 300);
        await workspace.WroteAsync("out/msbuild/MultiNetperf/job.log", ", for 300 s");

        build.Signal("TERM");

        var ended = await build.EndAsync();
        ended.ExitCode.ShouldBe(130, ended.Output);
        // One whose tests ran in another node exits with 0. To Azure, GitHub and Jenkins the failed case says so; GitLab needs the gate.
        var junit = (await workspace.FindAsync("TEST-*.xml")).ShouldHaveSingleItem();
        XDocument.Load(workspace.File(junit)).Descendants("failure").ShouldHaveSingleItem().Attribute("type")!.Value.ShouldBe("cancelled");
        var gate = jobs.Single(job => job.Gate is not null).Gate!;
        (await workspace.RunAsync(gate)).ExitCode.ShouldNotBe(0);
    }

    [Fact(Timeout = 1 * Minutes)]
    public async Task A_gate_fails_when_there_is_no_results_file()
    {
        workspace.Clean();
        foreach (var gate in PipelineJob.All().Select(job => job.Gate).OfType<string>()) (await workspace.RunAsync(gate)).ExitCode.ShouldNotBe(0, gate);
    }

    private IEnumerable<string> Cases(string junit) => XDocument.Load(workspace.File(junit)).Descendants("testcase")
        .Select(test => $"{test.Attribute("classname")!.Value}/{test.Attribute("name")!.Value}");

    private IEnumerable<string> Hosts(string junit) => XDocument.Load(workspace.File(junit)).Descendants("testsuite").Select(suite => suite.Attribute("hostname")!.Value);

    private IEnumerable<string> Results(string trx)
    {
        var root = XDocument.Load(workspace.File(trx)).Root!;
        var classes = root.Descendants(root.Name.Namespace + "UnitTest")
            .ToDictionary(test => test.Attribute("id")!.Value, test => test.Element(root.Name.Namespace + "TestMethod")!.Attribute("className")!.Value);
        return root.Descendants(root.Name.Namespace + "UnitTestResult").Select(result => $"{classes[result.Attribute("testId")!.Value]}/{result.Attribute("testName")!.Value}");
    }
}
