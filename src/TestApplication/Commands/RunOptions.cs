using System.Collections.Immutable;
using System.CommandLine;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary>The options of every command that runs a test.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> hosts = new("--hosts") { Description = "The hosts: ssh:h1,ssh:h2 or @lab.json. Default: STREAM_HOSTS, else this machine." };
    private readonly Option<string> sshConfig = new("--ssh-config") { Description = "A configuration file for ssh instead of your own." };
    private readonly Option<string> results = new("--results") { Description = "Put the results straight into this folder. Default: a new folder in results/." };
    private readonly Option<string[]> parameters = new("--param")
    {
        Description = "A parameter of the test, as NAME=VALUE; a command reads seconds as $PARAM_SECONDS. May be repeated.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> secrets = new("--secret") { Description = "A parameter that nobody may read, as NAME=env:VARIABLE. May be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<string> timeout = new("--timeout") { Description = "How long the test may take, as in 90s, 10m or 2h. Default: what the test declares; for a nested test as long as it takes." };
    private readonly Option<string> keep = new("--keep") { Description = "How long all stays up after a failure, to look at, as in 30m; ^C ends it. Default: not at all." };
    private readonly Option<bool> exclusive = new("--exclusive-hosts") { Description = "Hold the hosts, so that no other job works there meanwhile. Default: shared with others." };
    private readonly Option<string> waitForHosts = new("--wait-for-hosts") { Description = "How long to wait for hosts that other jobs hold, as in 30m. Default: not at all." };
    private readonly Option<string> sync = new("--sync") { Description = "The address of a sync server that runs already; STREAMLIB_TOKEN holds its token. Default: a server of its own; for a nested test STREAMLIB_SYNC." };

    private readonly Option<string> artifactLimit = new("--artifact-limit") { Description = "How much of what a nested test or a failure leaves on a host is brought back, as in 500M or 2G. Default: 1G." };
    private readonly Option<string> cacheLimit = new("--cache-limit") { Description = "How much the cache of payloads on each host may hold; 0 for none. Default: 2G." };
    private readonly Option<string> retryInfrastructure = new("--retry-infrastructure") { Description = "How often a test that ended in an error of the infrastructure, not of the test, is repeated. Default: never." };
    private readonly Option<string> repeat = new("--repeat") { Description = "How often the test runs, with a summary over the runs. Default: once." };
    private readonly Option<bool> untilFail = new("--until-fail")
    {
        Description = "Repeat until a run fails; at most as often as --repeat says, 100 times by default.",
    };

    private readonly Option<bool> noSkip = new("--no-skip") { Description = "What a test requires must be there: exit code 3 where it is not. Default: the test is skipped." };
    private readonly Option<bool> inProcess = new("--in-process") { Description = "Run nested test classes on this machine inside this process, for a debugger." };
    private readonly Option<bool> verifyCache = new("--verify-cache") { Description = "Read the files of a payload that is on a host already, instead of looking at sizes and times." };

    /// <summary>For front ends: end when standard input ends.</summary>
    public Option<bool> Lifeline { get; } = new("--lifeline") { Description = "End when standard input ends.", Hidden = true };

    public void AddTo(Command command)
    {
        Option[] all = [hosts, sshConfig, results, parameters, secrets, timeout, keep, exclusive, waitForHosts, artifactLimit, cacheLimit, verifyCache, retryInfrastructure, repeat, untilFail, noSkip, inProcess, sync, Lifeline];
        foreach (var option in all) command.Options.Add(option);
    }

    public JobOptions Job(ParseResult parsed) => JobOptions.Default with
    {
        Hosts = GivenHosts.Checked(hosts.Name, parsed.GetValue(hosts)),
        SshConfig = Read(parsed, sshConfig, NotBlank),
        ResultsDirectory = Read(parsed, results, NotBlank),
        Parameters = Parameters(parsed),
        Keep = Time(parsed, keep),
        Exclusive = parsed.GetValue(exclusive),
        WaitForHosts = Time(parsed, waitForHosts),
        ArtifactLimit = Size(parsed, artifactLimit) ?? JobOptions.Default.ArtifactLimit,
        CacheLimit = Size(parsed, cacheLimit) ?? JobOptions.Default.CacheLimit,
        VerifyCache = parsed.GetValue(verifyCache),
        RetryInfrastructure = Number(parsed, retryInfrastructure) ?? JobOptions.Default.RetryInfrastructure,
        Repeat = Number(parsed, repeat),
        UntilFail = parsed.GetValue(untilFail),
        NoSkip = parsed.GetValue(noSkip),
        InProcess = parsed.GetValue(inProcess),
        Sync = parsed.GetValue(sync),
        SyncToken = Environment.GetEnvironmentVariable("STREAMLIB_TOKEN"),
        Secrets = Secrets(parsed),
        Timeout = Time(parsed, timeout),
    };

    /// <summary>How long a nested test that is started alone may take; <c>null</c> for as long as it takes.</summary>
    public TimeSpan? NestedTimeout(ParseResult parsed) => Time(parsed, timeout);

    /// <exception cref="PlanException">Some are given that a nested test which is started alone does not have: it has no job.</exception>
    public void RefuseForNested(ParseResult parsed, string test)
    {
        Option[] ofJobs = [hosts, sshConfig, results, keep, exclusive, waitForHosts, artifactLimit, cacheLimit, verifyCache, retryInfrastructure, repeat, untilFail, noSkip, inProcess];
        var given = ofJobs.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToList();
        if (given.Count == 0) return;
        var names = given.Count == 1 ? given[0] : $"{string.Join(", ", given.SkipLast(1))} and {given[^1]}";
        throw new PlanException("SL5009", $"{names} {(given.Count == 1 ? "is" : "are")} for multi-stream tests, and {test} is a nested test, which runs alone, here and once: leave {(given.Count == 1 ? "it" : "them")} out.");
    }

    public NestedContext Nested(ParseResult parsed) => NestedContext.FromEnvironment(
        name => name == "STREAMLIB_SYNC" && parsed.GetValue(sync) is { } address ? address : Environment.GetEnvironmentVariable(name),
        ParameterNames.Given(Parameters(parsed), Secrets(parsed)),
        Console.Out);

    private ImmutableSortedDictionary<string, Secret> Secrets(ParseResult parsed) =>
        OptionText.Read(secrets.Name, parsed.GetValue(secrets) ?? [], pairs => Secret.Parse(pairs, Environment.GetEnvironmentVariable));

    private static TimeSpan? Time(ParseResult parsed, Option<string> option) => Read<TimeSpan?>(parsed, option, text => Duration.Parse(text));

    private static int? Number(ParseResult parsed, Option<string> option) => Read<int?>(parsed, option, text => OptionText.Number(text));

    private static long? Size(ParseResult parsed, Option<string> option) => Read<long?>(parsed, option, text => ByteSize.Parse(text));

    private static T? Read<T>(ParseResult parsed, Option<string> option, Func<string, T> parse) =>
        parsed.GetValue(option) is { } text ? OptionText.Read(option.Name, text, parse) : default;

    // A variable of a pipeline that is not set.
    private static string NotBlank(string text) =>
        !string.IsNullOrWhiteSpace(text) ? text : throw new PlanException("SL1060", "it has no value: give one, or leave the option out.");

    private ImmutableSortedDictionary<string, string> Parameters(ParseResult parsed) => OptionText.Read(parameters.Name, parsed.GetValue(parameters) ?? [], ParameterText.Parse);
}
