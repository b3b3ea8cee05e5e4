using System.Text.RegularExpressions;
using StreamLib;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Options;

/// <summary>The options of a run, read from the arguments of any program.</summary>
public class FromArgumentsTests
{
    [Fact]
    public void All_that_a_run_can_be_given_is_read()
    {
        var options = JobOptions.FromArguments(
        [
            "--hosts", "ssh:h1,ssh:h2", "--ssh-config=lab/config", "--results", "out", "--results-root=all",
            "--param", "a=1=2", "--param=b=", "--secret", "p=env:PATH",
            "--timeout", "90s", "--keep=30m", "--wait-for-hosts", "2h", "--artifact-limit", "500M", "--cache-limit", "0",
            "--exclusive-hosts", "--verify-cache=true", "--until-fail", "--no-skip", "--in-process=false",
            "--retry-infrastructure", "2", "--repeat", "3", "--sync", "127.0.0.1:4711", "--", "--mine", "too",
        ]);

        (options.Hosts, options.SshConfig).ShouldBe(("ssh:h1,ssh:h2", "lab/config"));
        (options.ResultsDirectory, options.ResultsRoot).ShouldBe(("out", "all"));
        options.Parameters.Select(p => $"{p.Key}={p.Value}").ShouldBe(["a=1=2", "b="]);
        options.Secrets["p"].Value.ShouldBe(Environment.GetEnvironmentVariable("PATH"));
        options.Timeout.ShouldBe(TimeSpan.FromSeconds(90));
        (options.Keep, options.WaitForHosts).ShouldBe((TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)));
        (options.Exclusive, options.VerifyCache, options.UntilFail).ShouldBe((true, true, true));
        (options.NoSkip, options.InProcess).ShouldBe((true, false));
        (options.ArtifactLimit, options.CacheLimit, options.RetryInfrastructure, options.Repeat).ShouldBe((500L << 20, 0, 2, 3));
        options.Sync.ShouldBe("127.0.0.1:4711");
        options.Sinks.Length.ShouldBe(1);
    }

    [Fact]
    public void Without_arguments_they_are_the_defaults() =>
        (JobOptions.FromArguments([]) with { Sinks = [], SyncToken = null }).ShouldBe(JobOptions.Default);

    [Theory]
    [InlineData("SL1054: There is no option --host: write --hosts. There are --hosts, ", "--host", "ssh:h1")]
    [InlineData("SL1054: There is no option --help. There are --hosts, ", "--help")]
    [InlineData("SL1056: 'ssh:h1' is not an option: ", "ssh:h1")]
    [InlineData("SL1060: --hosts has no value: ", "--hosts", "--no-skip")]
    [InlineData("SL1060: --hosts has no value: ", "--no-skip", "--hosts")]
    [InlineData("SL1060: --hosts has no value: ", "--hosts=")]
    [InlineData("SL1061: --timeout is given 2 times: ", "--timeout=1s", "--timeout", "2s")]
    [InlineData("SL1050: --timeout: ", "--timeout", "soon")]
    [InlineData("SL1053: --repeat: ", "--repeat=x")]
    [InlineData("SL1086: --no-skip: 'maybe' is neither true nor false: ", "--no-skip=maybe")]
    [InlineData("SL1051: --param: ", "--param", "size")]
    public void What_cannot_be_read_is_an_error_with_a_code(string beginning, params string[] arguments)
    {
        var gap = Should.Throw<PlanException>(() => JobOptions.FromArguments(arguments)).Gaps.ShouldHaveSingleItem();
        $"{gap.Code}: {gap.Message}".ShouldStartWith(beginning);
    }

    [Fact]
    public void All_that_is_wrong_is_named_at_once() =>
        Should.Throw<PlanException>(() => JobOptions.FromArguments(["--repeat=x", "--hots", "h1", "--keep"])).Gaps.Select(gap => gap.Code)
            .ShouldBe(["SL1054", "SL1060", "SL1053"]);

    // The others are for a nested test that is started by hand, and for the words of a plan.
    [Fact]
    public void Every_option_of_a_test_application_is_there()
    {
        var help = File.ReadAllText(Repository.PathOf("tests", "Samples.Tests", "HelpTests.run.txt"));
        var options = Regex.Matches(help, "^  (--[a-z-]+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();

        options.Count.ShouldBeGreaterThan(15);
        options.Except(["--streams", "--as", "--dry-run"]).ShouldBeSubsetOf(RunArguments.All.Select(option => option.Name));
    }
}
