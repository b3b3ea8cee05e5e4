using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example as targets of its project files, on hosts of the lab: the streams move there without a change of the projects.</summary>
[Collection(LabFixture.Collection)]
public class MultiNetperfByMSBuildTests(LabFixture lab)
{
    [Theory(Timeout = 120_000)]
    [InlineData("Netperf", "RunMultiStreamTests")]
    [InlineData("NetperfDeclared", "RunMultiStreamTests")]
    [InlineData("NetperfDeclared", "MultiNetperf")]
    public async Task The_target_runs_on_the_hosts_that_the_command_line_names(string sample, string target)
    {
        var project = Path.Combine(Repository.Root, "samples", sample);
        var results = TemporaryFolder.Make();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

        var ran = await Shell.RunAsync(
            "dotnet",
            [
                "build", project, $"-t:{target}", "--configuration", configuration, "--no-restore", "-nodeReuse:false", "-p:NoBuild=true", "-p:StreamParameters=seconds=1",
                "-p:StreamHosts=ssh:h1%3Bssh:h2%3Bssh:h3", $"-p:StreamSshConfig={lab.SshConfig}", $"-p:StreamResultsDirectory={results}",
            ],
            ShellOptions.Default with { Timeout = TimeSpan.FromSeconds(90), Environment = new Dictionary<string, string?> { ["STREAM_HOSTS"] = null } },
            TestContext.Current.CancellationToken);

        ran.EnsureSuccess();
        var report = Path.Combine(results, sample, "MultiNetperf", "TEST-MultiNetperf.xml");
        var cases = JUnitCase.Read(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        cases.ShouldAllBe(c => c.Outcome == "passed");
        cases.Where(c => c.Name == "NetPerf").Select(c => c.Host).ShouldBe(["h2", "h3"]);
        foreach (var host in lab.Hosts.Take(3)) (await lab.ProcessesAsync(host, TestContext.Current.CancellationToken)).ShouldNotContain(p => p.Command.Contains("netserver", StringComparison.Ordinal));
    }
}
