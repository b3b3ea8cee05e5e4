using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Plans;
using Task = System.Threading.Tasks.Task;

namespace StreamLib.Tasks;

/// <summary>Runs multi-stream tests that the items of a project declare, one after another. All of them are checked whole before the first starts.</summary>
/// <remarks>What is not given here is taken from the properties of the command line that serve the same purpose, as in <c>-p:StreamHosts=…</c> for <see cref="Hosts"/>.</remarks>
[MSBuildMultiThreadableTask]
public sealed class RunMultiStreamTest : StreamTask
{
    private readonly RunItems items = new();

    /// <summary>The names of the tests to run, with <c>*</c> and <c>?</c> in them; that of a variant runs that variant alone. By default all that are declared.</summary>
    public string[] Test { get; set; } = [];

    /// <summary>The same for a whole build: what matches nothing here may match in another project.</summary>
    public string? Filter { get; set; }

    /// <summary>All declared tests: Suite, Timeout, Params, Secrets, Matrix, MatrixExclude, Start, Share, OnFailure, Collect; or Class, Application, Secrets.</summary>
    public ITaskItem[] Tests { get; set; } = [];

    /// <summary>All declared streams: Test, Count, Host, Params, OnFailure, Collect.</summary>
    public ITaskItem[] Streams { get; set; } = [];

    /// <summary>All declared nested tests: Test, Stream, one of Command, Script, Class and Barrier, then Arguments, Application, Background, MayEnd, Port, Ready, Needs, Expect, KnownIssue, Cleanup, Timeout, Params.</summary>
    public ITaskItem[] NestedTests { get; set; } = [];

    /// <summary>The test application whose classes are meant where an item names no other: the output of the project.</summary>
    public string? Application { get; set; }

    /// <summary>The folder that gets a folder of results for each test; by default <c>results</c> beside the project. Outside of the
    /// folder of the project it gets a folder for each project.</summary>
    public string? Results { get; set; }

    /// <summary>The project file; by default the one that calls the task. In a folder of results outside of its own folder it gets a
    /// folder.</summary>
    public string? ProjectFile { get; set; }

    /// <summary>The target framework of a project that has several: in a folder of results it gets a folder. By default that of the
    /// command line.</summary>
    public string? TargetFramework { get; set; }

    /// <summary><c>false</c> where <see cref="Results"/> is for this project and target framework alone.</summary>
    public string? ResultsAreShared { get; set; }

    /// <summary>The hosts as they are written; by default the environment variable STREAM_HOSTS, and without it this machine.</summary>
    public string? Hosts { get; set; }

    /// <summary>A configuration file for ssh instead of the user's own.</summary>
    public string? SshConfig { get; set; }

    /// <summary>Parameters of the tests, <c>NAME=VALUE;NAME=VALUE</c>; they go before those that are declared.</summary>
    public string? Parameters { get; set; }

    /// <summary>Parameters that nobody may read, <c>NAME=env:VARIABLE;NAME=env:VARIABLE</c>: the values never pass through the build.</summary>
    public string? Secrets { get; set; }

    /// <summary>How long each test may take, as in <c>10m</c>, instead of what it declares.</summary>
    public string? Timeout { get; set; }

    /// <summary>How long all stays up after a failure, for a person to look at, as in <c>30m</c>; by default nothing does.</summary>
    public string? Keep { get; set; }

    /// <summary><c>true</c> to hold the hosts, so that no other job works there meanwhile; by default they are shared.</summary>
    public string? ExclusiveHosts { get; set; }

    /// <summary>How long to wait for hosts that other jobs hold, as in <c>30m</c>; by default not at all.</summary>
    public string? WaitForHosts { get; set; }

    /// <summary>How much of what a nested test or a failure leaves on a host is brought back, as in <c>500M</c>; 1G by default.</summary>
    public string? ArtifactLimit { get; set; }

    /// <summary>How much the cache of payloads on each host may hold, as in <c>500M</c>; 2G by default, 0 for none.</summary>
    public string? CacheLimit { get; set; }

    /// <summary><c>true</c> to read the files of a payload that is on a host already, instead of looking at sizes and times.</summary>
    public string? VerifyCache { get; set; }

    /// <summary>How often a test that ended in an error of the infrastructure is repeated as a whole; by default never.</summary>
    public string? RetryInfrastructure { get; set; }

    /// <summary>How often each test runs, with a summary over the runs; once by default.</summary>
    public string? Repeat { get; set; }

    /// <summary><c>true</c> to end the runs of a test that is repeated with the first that fails; at most 100, or as many as <see cref="Repeat"/> says.</summary>
    public string? UntilFail { get; set; }

    /// <summary><c>true</c> to fail, with exit code 3, where what a test requires is not there; by default the test is skipped.</summary>
    public string? NoSkip { get; set; }

    /// <summary><c>true</c> to only say what would run where, and the command lines that run the nested tests by hand; nothing is connected or written.</summary>
    public string? DryRun { get; set; }

    /// <summary>How the runs ended together: <c>Pass</c>, <c>Fail</c>, <c>Error</c> (infrastructure), <c>Cancelled</c>… Empty when none was started.</summary>
    [Output]
    public string Outcome { get; private set; } = "";

    /// <summary>The exit code that a front end of its own would have: 0 all as expected, 1 a test failed, 2 wrongly declared, 3 only infrastructure went wrong, 130 cancelled.</summary>
    [Output]
    public int ExitCode { get; private set; } = 2;

    /// <summary>One for each test that ran: Outcome, ExitCode, Folder, JobLog.</summary>
    [Output]
    public ITaskItem[] Outcomes => [.. items.Outcomes];

    /// <summary>The JUnit and TRX files: Test, Format, Outcome.</summary>
    [Output]
    public ITaskItem[] ResultFiles => [.. items.Files];

    /// <summary>What was measured: Test, Stream, Host, NestedTest, Value, Unit.</summary>
    [Output]
    public ITaskItem[] Metrics => [.. items.Metrics];

    /// <summary>Results and logs for a binary log (<c>EmbedInBinlog</c>).</summary>
    [Output]
    public ITaskItem[] LogFiles => [.. items.Embedded];

    private string Folder => TaskEnvironment.ProjectDirectory;

    /// <inheritdoc/>
    protected override void Run(CancellationToken cancellationToken)
    {
        var declaration = new Declaration(Tests, Streams, NestedTests, Folder, TaskEnvironment.GetEnvironmentVariable, Given(Application) is { } file ? TaskEnvironment.GetAbsolutePath(file) : null);
        var tests = declaration.Select(NamesIn(Test), NamesIn(Filter));
        var gaps = declaration.Gaps.ToList();
        var settings = new RunSettings(Setting, gaps);
        var options = settings.Job(Folder, TaskEnvironment.GetEnvironmentVariable) with { Environment = TaskEnvironment.GetEnvironmentVariables().ToImmutableDictionary() };
        var console = new BuildConsole(BuildEngine);
        var runner = new TestRunner(Log, console, TaskEnvironment, settings, options);
        gaps.AddRange(OfBuild().Select(gap => new ItemGap(gap, null)));
        if (gaps.Count == 0) gaps.AddRange(tests.SelectMany(runner.Check));
        foreach (var (gap, item) in gaps) LogError(gap, item);
        if (gaps.Count + LogPropertiesOfFiles() > 0) return;
        string[] files = [.. ProjectFiles.Around(BuildEngine.ProjectFileOfTaskNode)];
        foreach (var (notice, item) in tests.SelectMany(runner.Notices).Concat(declaration.Ignored(files)).Distinct())
            LogWarning(notice, item);
        foreach (var (text, place) in MissingText.Of(Tests, Streams, NestedTests, BuildEngine)) LogWarning(text, place);
        var hasSecrets = options.Secrets.Count > 0 || tests.Any(test => !test.Secrets.IsEmpty);
        if (SecretsInLog.Notice(TaskEnvironment.GetEnvironmentVariable, hasSecrets) is { } shown) LogWarning(shown, Place.None);

        if (tests.Count == 0)
        {
            ExitCode = 0;
            var variants = string.Concat(NamesIn(Filter).Select(name => TestFilter.VariantsOf(name, Tests)));
            console.Say($"No MultiStreamTest of this project matches {Filter}: nothing was run.{variants}");
        }

        if (settings.DryRun)
        {
            ExitCode = 0;
            foreach (var test in tests) WaitFor(GuardAsync(test, () => runner.DescribeAsync(test, cancellationToken)));
            return;
        }

        var results = ResultsOfProject();
        runner.Invocation = ResultsPlace.InvocationOf(BuildEngine);
        foreach (var test in tests.TakeWhile(_ => !cancellationToken.IsCancellationRequested))
            WaitFor(RunAsync(runner, test, Path.Combine(results, test.Name), cancellationToken));
    }

    private string ResultsOfProject()
    {
        var given = TaskEnvironment.GetAbsolutePath(Given(Results) ?? OnCommandLine("StreamResultsDirectory") ?? "results").Value;
        return ResultsAreShared == "false"
            ? given
            : ResultsPlace.Of(given, Given(ProjectFile) ?? BuildEngine.ProjectFileOfTaskNode, Folder,
            Given(TargetFramework) ?? OnCommandLine("TargetFramework"));
    }

    // What is wrong with how the build was started.
    private IEnumerable<PlanGap> OfBuild()
    {
        if (Tests.Length == 0 && NamesIn(Filter).Length == 0)
            yield return new("SL5122", "No MultiStreamTest is given: pass Tests=\"@(MultiStreamTest)\", and declare one.");
        foreach (var gap in BuildProperties.OfCommandLine(GlobalProperties)) yield return gap;
        foreach (var gap in new TestFilter(NamesIn(Filter), new BuildOfProject(BuildEngine)).Check(Tests)) yield return gap;
    }

    private int LogPropertiesOfFiles()
    {
        var wrong = BuildProperties.OfFiles(BuildEngine.ProjectFileOfTaskNode).ToArray();
        foreach (var (gap, place) in wrong)
            Log.LogError(null, gap.Code, null, place.File, place.Line, place.Column, 0, 0, "{0}", gap.Message);
        return wrong.Length;
    }

    // All is told before the node is taken back, which a build that is cancelled does not do any more.
    private async Task RunAsync(TestRunner runner, DeclaredTest test, string results, CancellationToken cancellationToken)
    {
        (Outcome, ExitCode) = ("", 2);
        await GuardAsync(test, async () =>
        {
            var run = await runner.RunAsync(test, results, cancellationToken).ConfigureAwait(false);
            items.Add(run);
            new Verdict(Log, new BuildConsole(BuildEngine), test).Tell(run);
        }).ConfigureAwait(false);
        (Outcome, ExitCode) = (items.ExitCode == 2 ? "" : items.Outcome.ToString(), items.ExitCode);
    }

    private async Task GuardAsync(DeclaredTest test, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (PlanException failure)
        {
            items.Add(2);
            foreach (var gap in failure.Gaps) LogError(gap, test.Item);
        }
        catch (StreamLibException failure)
        {
            items.Add(Plans.Outcome.Error);
            LogError(new PlanGap(failure.Code, failure.Message), test.Item);
        }
    }

    // The file that declares the tests says more than the one that holds the target.
    private void LogError(PlanGap gap, Item? item) => Log.LogError(
        null, gap.Code, null, item?.File ?? Tests.FirstOrDefault()?.GetMetadata("DefiningProjectFullPath"), item?.Position.Line
            ?? 0, item?.Position.Column ?? 0, 0, 0, "{0}",
        BuildWords.OneLine(BuildWords.Of(gap.Message)));

    private void LogWarning(PlanGap notice, Item? item) => LogWarning(notice, item is null ? Place.None : Place.Of(item));

    private void LogWarning(PlanGap notice, Place place) =>
        Log.LogWarning(null, notice.Code, null, place.File, place.Line, place.Column, 0, 0, "{0}",
            BuildWords.OneLine(BuildWords.Of(notice.Message)));

    private string? Setting(string name) => Given(name switch
    {
        nameof(Hosts) => Hosts,
        nameof(SshConfig) => SshConfig,
        nameof(Parameters) => Parameters,
        nameof(Secrets) => Secrets,
        nameof(Timeout) => Timeout,
        nameof(Keep) => Keep,
        nameof(ExclusiveHosts) => ExclusiveHosts,
        nameof(WaitForHosts) => WaitForHosts,
        nameof(ArtifactLimit) => ArtifactLimit,
        nameof(CacheLimit) => CacheLimit,
        nameof(RetryInfrastructure) => RetryInfrastructure,
        nameof(Repeat) => Repeat,
        nameof(UntilFail) => UntilFail,
        nameof(NoSkip) => NoSkip,
        nameof(DryRun) => DryRun,
        _ => VerifyCache,
    }) ?? OnCommandLine($"Stream{name}");

    private IReadOnlyDictionary<string, string> GlobalProperties =>
        (BuildEngine as IBuildEngine6)?.GetGlobalProperties() ?? ImmutableDictionary<string, string>.Empty;

    private string? OnCommandLine(string property) =>
        Given(GlobalProperties.FirstOrDefault(given => string.Equals(given.Key, property, StringComparison.OrdinalIgnoreCase)).Value);

    private static string[] NamesIn(params IEnumerable<string?> lists) =>
        [.. lists.SelectMany(list => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
