using System.Collections.Immutable;
using System.Reflection;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLib.Tests;

namespace StreamLib;

/// <summary>Runs multi-stream tests and leaves their results in a folder.</summary>
/// <example><code>
/// var plan = Plan.Named("Hello").Stream("one", s => s.Run("greet", "echo hello"));
/// var result = await Job.RunAsync(plan);
/// return result.ExitCode;
/// </code></example>
public static class Job
{
    /// <summary>Runs a declared test to its end.</summary>
    /// <param name="plan">The test.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run: what runs is stopped on all hosts, the results are written, and the outcome is <see cref="Outcome.Cancelled"/>. Nothing is thrown.</param>
    /// <exception cref="PlanException">The plan, the hosts or the results folder are not as they should be; nothing was started.</exception>
    public static Task<JobResult> RunAsync(Plan plan, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(plan, new DeclaredBody(), options ?? JobOptions.Default, cancellationToken);

    /// <summary>Runs a multi-stream test that is written in C# to its end.</summary>
    /// <param name="test">The test.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run: what runs is stopped on all hosts, the results are written, and the outcome is <see cref="Outcome.Cancelled"/>. Nothing is thrown.</param>
    /// <exception cref="PlanException">The declared streams, the hosts or the results folder are not as they should be; nothing was started.</exception>
    public static Task<JobResult> RunAsync(MultiStreamTest test, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        options ??= JobOptions.Default;
        return RunAsync(test.Declare(), test.Body(options.Parameters), options, cancellationToken);
    }

    internal static async Task<JobResult> RunAsync(Plan plan, ITestBody body, JobOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (options.Timeout is { } timeout) plan = plan with { Deadlines = plan.Deadlines with { Timeout = timeout } };
        var home = Path.GetFullPath(options.WorkingDirectory ?? Environment.CurrentDirectory);
        plan = plan.Rooted(home);
        PlanRules.Check(plan);
        var hosts = HostsOf(options, home);
        ClaimedHosts.Check(hosts);
        var expected = ClaimedHosts.Expected(hosts);
        // Names of hosts are not known before they are there.
        if (!ClaimedHosts.IsNeededFor(hosts) || plan.Streams.All(s => s.Host is null)) Placement.Of(plan, expected ?? []);
        var sync = SyncOf(options);
        foreach (var (name, secret) in options.Secrets) secret.Checked(name);
        var folder = ResultsFolder.Open(
            options.ResultsDirectory is { } directory ? Path.Combine(home, directory) : null,
            Path.Combine(home, options.ResultsRoot ?? "results"));

        var model = new RunModel();
        using var events = new EventHub([.. ResultSinks.For(folder), .. options.Sinks, model]);
        using var exit = new AtProcessExit(events.Dispose);
        foreach (var secret in options.Secrets.Values) events.Mask.Add(secret.Value);
        events.Send(new JobStarted { Job = folder.JobId, Controller = Environment.MachineName, Version = Version, Results = folder.Tree.Root });
        var job = new JobContext
        {
            Job = folder.JobId,
            Events = events,
            Tree = folder.Tree,
            Hosts = hosts,
            Parameters = options.Parameters,
            Secrets = options.Secrets,
            WorkingDirectory = home,
            Sync = sync,
            Options = options,
            SshConfig = options.SshConfig is { } config ? Path.Combine(home, config) : null,
        };
        var places = await HostPlaces.FindAsync(job, plan, cancellationToken).ConfigureAwait(false);
        await using var _ = places.ConfigureAwait(false);
        var outcome = await TestRun.RunAsync(job, plan, places, body, cancellationToken).ConfigureAwait(false);
        await places.DisposeAsync().ConfigureAwait(false);
        events.Send(new JobFinished { Outcome = outcome, ExitCode = outcome.ExitCode() });
        return new JobResult { Outcome = outcome, ResultsDirectory = folder.Tree.Root, Report = model.Report(), Problems = folder.Problems };
    }

    private static (string Address, string Token)? SyncOf(JobOptions options) => (options.Sync, options.SyncToken) switch
    {
        (null, _) => null,
        (var address, { Length: > 0 } token) => (address, token),
        (var address, _) => throw new PlanException("SL1062", $"There is no token for the sync server at {address}: give the token of the server, as `dotnet streams syncserver` prints it (STREAMLIB_TOKEN)."),
    };

    private static ImmutableArray<HostSpec> HostsOf(JobOptions options, string home) =>
        (options.Hosts ?? Environment.GetEnvironmentVariable("STREAM_HOSTS")) is { } text && !string.IsNullOrWhiteSpace(text)
            ? HostList.Parse(text, home)
            : [];

    private static string Version =>
        typeof(Job).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
