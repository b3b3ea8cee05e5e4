using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using StreamLib.Events;
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
    /// <summary>Runs a declared test to its end; one with a <see cref="Plan.Matrix"/> as all its variants, as if each had been declared.</summary>
    /// <param name="plan">The test.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run: what runs is stopped on all hosts, the results are written, and the outcome is <see cref="Outcome.Cancelled"/>. Nothing is thrown.</param>
    /// <exception cref="PlanException">The plan, the hosts or the results folder are not as they should be; nothing was started.</exception>
    public static Task<JobResult> RunAsync(Plan plan, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return RunAsync([plan], options, cancellationToken);
    }

    /// <summary>Runs declared tests to their ends, one after another, in one job: one results folder with the files of each test, one exit code. A test that fails does not keep the later
    /// ones from running.</summary>
    /// <param name="plans">The tests; each needs a name of its own. Those with a <see cref="Plan.Matrix"/> run as all their variants.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>. Its times count for each test.</param>
    /// <param name="cancellationToken">Ends the run: what runs is stopped on all hosts, the results are written, and the outcome of the tests that have not ended is
    /// <see cref="Outcome.Cancelled"/>. Nothing is thrown.</param>
    /// <exception cref="PlanException">Plans, hosts or the results folder are not as they should be; all that is wrong with any of them is named at once, and nothing was started.</exception>
    public static Task<JobResult> RunAsync(IEnumerable<Plan> plans, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(plans, _ => new DeclaredBody(), options ?? JobOptions.Default, cancellationToken);

    /// <summary>Runs a multi-stream test that is written in C# to its end; one that declares a <see cref="Plan.Matrix"/> as all its variants, one after another.</summary>
    /// <param name="test">The test. It is also what runs its variants, its repeated runs and its further attempts, with whatever earlier ones left in its fields: to begin each with an object of its
    /// own, give a function that makes one.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run: what runs is stopped on all hosts, the results are written, and the outcome is <see cref="Outcome.Cancelled"/>. Nothing is thrown.</param>
    /// <exception cref="PlanException">The declared streams, the hosts or the results folder are not as they should be; nothing was started.</exception>
    public static Task<JobResult> RunAsync(MultiStreamTest test, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        return RunAsync(() => test, options, cancellationToken);
    }

    /// <summary>Runs a multi-stream test that is written in C# to its end, with an object of its own for each variant of its <see cref="Plan.Matrix"/>, each repeated run and each attempt.</summary>
    /// <param name="make">Makes the test, as in <c>() => new MultiNetperf()</c>. What it or <see cref="MultiStreamTest.Streams"/> throws is, after the first time, the failure of that run.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the run: what runs is stopped on all hosts, the results are written, and the outcome is <see cref="Outcome.Cancelled"/>. Nothing is thrown.</param>
    /// <exception cref="PlanException">The declared streams, the hosts or the results folder are not as they should be; nothing was started.</exception>
    public static Task<JobResult> RunAsync(Func<MultiStreamTest> make, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(make);
        options ??= JobOptions.Default;
        ClassProcess.Refuse();
        var bodies = new CodeBodies(make, options.Parameters);
        return RunAsync([bodies.Declared], bodies.Of, options, cancellationToken);
    }

    /// <summary>Checks what <see cref="RunAsync(Plan, JobOptions?, CancellationToken)"/> would run, without connecting anywhere or writing anything.</summary>
    /// <param name="plan">The test.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>. The results folder is not looked at.</param>
    /// <returns>The tests that would run: the plan, or the variants of its matrix; each as often as <see cref="JobOptions.Repeat"/> says.</returns>
    /// <exception cref="PlanException">All that is wrong with the plan, the hosts and the parameters is in its <see cref="PlanException.Gaps"/>.</exception>
    public static ImmutableArray<Plan> Check(Plan plan, JobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Check([plan], options);
    }

    /// <summary>Checks what <see cref="RunAsync(IEnumerable{Plan}, JobOptions?, CancellationToken)"/> would run, without connecting anywhere or writing anything.</summary>
    /// <param name="plans">The tests.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>. The results folder is not looked at.</param>
    /// <returns>The tests that would run, in this order, with the variants of those that have a matrix.</returns>
    /// <exception cref="PlanException">All that is wrong with the plans, the hosts and the parameters is in its <see cref="PlanException.Gaps"/>.</exception>
    public static ImmutableArray<Plan> Check(IEnumerable<Plan> plans, JobOptions? options = null) => JobChecks.Of(plans, options ?? JobOptions.Default).Plans;

    /// <summary>Says what <see cref="RunAsync(IEnumerable{Plan}, JobOptions?, CancellationToken)"/> would run where, and the command line that runs each nested test by hand, as text for a
    /// person. Nothing is connected or written. Secrets are named by where they come from.</summary>
    /// <param name="plans">The tests.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>. The results folder is not looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PlanException">All that is wrong with the plans, the hosts and the parameters is in its <see cref="PlanException.Gaps"/>.</exception>
    public static Task<string> DescribeAsync(IEnumerable<Plan> plans, JobOptions? options = null, CancellationToken cancellationToken = default) =>
        PlanText.OfAsync(plans, options ?? JobOptions.Default, isCode: false, cancellationToken);

    /// <summary>Says what <see cref="RunAsync(MultiStreamTest, JobOptions?, CancellationToken)"/> would run where, as text for a person: its streams; which nested tests run on them only its
    /// code knows. Nothing is connected or written.</summary>
    /// <param name="test">The test.</param>
    /// <param name="options">Where and how; by default <see cref="JobOptions.Default"/>. The results folder is not looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PlanException">All that is wrong with the declared streams, the hosts and the parameters is in its <see cref="PlanException.Gaps"/>.</exception>
    public static Task<string> DescribeAsync(MultiStreamTest test, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        return PlanText.OfAsync([test.Declare()], options ?? JobOptions.Default, isCode: true, cancellationToken);
    }

    internal static async Task<JobResult> RunAsync(IEnumerable<Plan> plans, Func<Plan, ITestBody> body, JobOptions options, CancellationToken cancellationToken)
    {
        ClassProcess.Refuse();
        var run = JobChecks.Of(plans, options);
        using var folder = ResultsFolder.Open(
            options.ResultsDirectory is { } directory ? Path.Combine(run.Home, directory) : null,
            Path.Combine(run.Home, options.ResultsRoot ?? "results"),
            invocation: options.Invocation ?? Invocation.Current);

        var model = new RunModel();
        using var events = new EventHub([.. ResultSinks.For(folder), .. options.Sinks, model]);
        using var exit = new AtProcessExit(() =>
        {
            // Whoever ends the process in the middle of a test, as that test itself with status 0, has cancelled it.
            if (Environment.ExitCode == 0) Environment.ExitCode = Outcome.Cancelled.ExitCode();
            events.Dispose();
            folder.Dispose();
        });
        foreach (var secret in options.Secrets.Values) events.Mask.Add(secret.Value);
        events.Send(new JobStarted { Job = folder.JobId, Controller = Environment.MachineName, Version = Version, Results = folder.Tree.Root });
        var job = new JobContext
        {
            Job = folder.JobId,
            Events = events,
            Tree = folder.Tree,
            Hosts = run.Hosts,
            NoticesOf = run.NoticesOf,
            Parameters = options.Parameters,
            Secrets = options.Secrets,
            WorkingDirectory = run.Home,
            Sync = run.Sync,
            Options = options,
            InProcess = options.InProcess ? InProcessTests.Instance : null,
            SshConfig = options.SshConfig is { } config ? Path.Combine(run.Home, config) : null,
        };
        foreach (var text in run.Plans.SelectMany(plan => ParameterNames.Hidden(plan, run.Hosts, options.Secrets.Keys)).Distinct())
            job.Log(LogSource.Controller, text, LogLevel.Warning);
        var isDebugged = options.InProcess && Debugger.IsAttached;
        if (options.InProcess)
            job.Log(LogSource.Controller, $"nested test classes on this machine run in this process, and can only be asked to end (InProcess){(isDebugged ? "; a debugger is attached, so no deadline holds" : "")}");
        var places = await HostPlaces.ClaimAsync(job, run.Plans[0].Deadlines.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        await using var _ = places.ConfigureAwait(false);
        var outcome = await new TestRuns(job, places, body).RunAsync(run.Plans, cancellationToken).ConfigureAwait(false);
        await places.DisposeAsync().ConfigureAwait(false);
        events.Send(new JobFinished { Outcome = outcome, ExitCode = outcome.ExitCode() });
        return new JobResult { Outcome = outcome, ResultsDirectory = folder.Tree.Root, Report = model.Report(), Problems = folder.Problems };
    }

    private static string Version =>
        typeof(Job).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
