using System.Collections.Immutable;
using System.Diagnostics;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLib;

/// <summary>What a job is about to run, where, once all of it has been checked without connecting anywhere.</summary>
internal sealed class JobChecks
{
    private readonly List<PlanGap> gaps = [];
    private readonly JobOptions options;
    private readonly Dictionary<string, ImmutableArray<PlanGap>> notices = new(StringComparer.Ordinal);
    private PlanGap? ofHosts;

    private JobChecks(IEnumerable<Plan> plans, JobOptions options)
    {
        this.options = options;
        Home = Path.GetFullPath(options.WorkingDirectory ?? Environment.CurrentDirectory);
        Hosts = HostsOf();
        // What is wrong with the hosts would be said of every plan again.
        var placeable = gaps.Count == 0;
        var expected = placeable ? ClaimedHosts.Expected(Hosts) : null;
        Sync = SyncOf();
        if (options.SshConfig is { } config && SshConfigFile.Gap(Path.Combine(Home, config)) is { } unread) gaps.Add(unread);
        gaps.AddRange(RunOfTest.Gaps(options));
        foreach (var (name, secret) in options.Secrets) Try(() => secret.Checked(name));
        gaps.AddRange(ParameterNames.OfGiven(options.Parameters.Keys, options.Secrets.Keys));
        foreach (var host in Hosts)
        {
            var who = $"Host {host.Name}";
            gaps.AddRange(ParameterNames.Within(who, host.Parameters.Keys));
            gaps.AddRange(ParameterNames.Within(who, host.Addresses.Keys, name => StreamVariables.Address("…", name)));
            gaps.AddRange(ParameterNames.Between(who, host.Parameters.Keys, "the command line", Given));
        }

        Plans = [.. plans.SelectMany(plan => TestsOf(plan, placeable, expected))];
        if (Plans.IsEmpty && gaps.Count == 0) gaps.Add(new("SL1081", "There is nothing to run: give at least one test."));
        gaps.AddRange(
            from same in Plans.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            where same.Skip(1).Any()
            select new PlanGap("SL1078", $"{same.Count()} tests of this run have the name {same.Key}, by which their results go: rename all but one.") { Test = same.Key });
    }

    private IEnumerable<string> Given => options.Parameters.Keys.Concat(options.Secrets.Keys);

    /// <summary>What relative paths start at.</summary>
    public string Home { get; }

    /// <summary>The hosts as they are written.</summary>
    public ImmutableArray<HostSpec> Hosts { get; }

    /// <summary>The sync server to use; <c>null</c> for one of its own.</summary>
    public (string Address, string Token)? Sync { get; }

    /// <summary>The tests in the order in which they run; each variant is one.</summary>
    public ImmutableArray<Plan> Plans { get; }

    /// <summary>What is not wrong with a test of <see cref="Plans"/>, and likely not meant: the log and the reports of the test say
    /// it.</summary>
    /// <param name="test">The name of the test.</param>
    public ImmutableArray<PlanGap> NoticesOf(string test) => notices.GetValueOrDefault(test, []);

    /// <summary>Checks all of it.</summary>
    /// <exception cref="PlanException">All that is wrong.</exception>
    public static JobChecks Of(IEnumerable<Plan> plans, JobOptions options)
    {
        ArgumentNullException.ThrowIfNull(plans);
        var checks = new JobChecks(plans, options);
        return checks.gaps.Count == 0 ? checks : throw new PlanException(checks.gaps);
    }

    private ImmutableArray<Plan> TestsOf(Plan plan, bool placeable, ImmutableArray<HostSpec>? expected)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (options.Timeout is { } timeout) plan = plan with { Deadlines = plan.Deadlines with { Timeout = timeout } };
        plan = plan.Rooted(Home);
        var own = PlanRules.Of(plan);
        gaps.AddRange(own);
        gaps.AddRange(ParameterNames.Of(
            plan,
            [.. Hosts.Select(host => ($"host {host.Name}", host.Parameters.Keys)), ("the command line", Given)])
            .Select(gap => gap with { Test = plan.Name }));
        gaps.AddRange(PayloadRules.OfResults(plan, Path.Combine(Home, options.ResultsDirectory ?? options.ResultsRoot ?? "results")));
        gaps.AddRange(MatrixRules.OfOthers(plan, "A secret", options.Secrets.Keys));
        gaps.AddRange(Hosts.SelectMany(host => MatrixRules.OfOthers(plan, $"Host {host.Name}", host.Parameters.Keys)));
        // Names of hosts are not known before they are there.
        if (own.IsEmpty && placeable && (expected is not { } known || Requirements.UnmetBy(known, plan).IsEmpty) && (!ClaimedHosts.IsNeededFor(Hosts) || plan.Streams.All(s => s.Host is null))) Try(() => Placement.Of(plan, expected ?? []));
        if (options.InProcess && (Hosts.IsEmpty || Hosts.Any(host => host.Way.All(hop => hop.Kind == "local"))))
            gaps.AddRange(from s in plan.Streams from step in s.Steps where InProcessTests.Gap(step.Action) is not null select InProcessTests.Gap(step.Action)! with { Test = plan.Name, Stream = s.Name, Step = step.Name });
        if (!options.InProcess)
        {
            gaps.AddRange(
                from s in plan.Streams
                from step in s.Steps
                let gap = ApplicationGap(step)
                where gap is not null
                select gap with { Test = plan.Name, Stream = s.Name, Step = step.Name });
        }

        var tests = Variants.Of(options.InProcess && Debugger.IsAttached ? UnderDebugger.Unhurried(plan) : plan, options.Parameters, gaps);
        ImmutableArray<PlanGap> noticed = [.. ofHosts is { } local ? [local] : Array.Empty<PlanGap>(),
            .. UnreadParameters.Of(plan, options)];
        foreach (var test in tests) notices[test.Name] = noticed;
        return tests;
    }

    private ImmutableArray<HostSpec> HostsOf()
    {
        ImmutableArray<HostSpec> hosts = [];
        var text = options.Hosts ?? HostsOfEnvironment();
        if (!string.IsNullOrWhiteSpace(text)) Try(() => hosts = HostList.Parse(text, Home));
        Try(() => ClaimedHosts.Check(hosts));
        return hosts;
    }

    private static PlanGap? ApplicationGap(Step step) =>
        step.Action is StepAction.TestClass test ? ApplicationFile.Gap(test.Application, test.Name) : null;

    // A pipeline sets the variable to nothing where one of its own has no value: that is no error, but said wherever the run is reported.
    private string? HostsOfEnvironment()
    {
        var variable = options.Variable ?? Environment.GetEnvironmentVariable;
        if (variable(GivenHosts.Variable) is not { } text)
        {
            if (GivenHosts.Misspelt(variable) is { } slip) gaps.Add(slip);
            return null;
        }

        if (!string.IsNullOrWhiteSpace(text) && GivenHosts.Empty(text) is null) return text;
        ofHosts = new PlanGap("SL1130", $"{GivenHosts.Variable} is set and names no host: all streams run on this machine.");
        return null;
    }

    private (string Address, string Token)? SyncOf()
    {
        if (options.Sync is not { } address) return null;
        if (options.SyncToken is { Length: > 0 } token) return (address, token);
        gaps.Add(new("SL1062", $"There is no token for the sync server at {address}: give the token of the server, as `dotnet streams syncserver` prints it (STREAMLIB_TOKEN)."));
        return null;
    }

    private void Try(Action check)
    {
        try
        {
            check();
        }
        catch (PlanException e)
        {
            gaps.AddRange(e.Gaps);
        }
    }
}
