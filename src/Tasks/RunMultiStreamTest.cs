using Microsoft.Build.Framework;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Runs one multi-stream test that is declared as items.</summary>
[MSBuildMultiThreadableTask]
public sealed class RunMultiStreamTest : Microsoft.Build.Utilities.Task, ICancelableTask, IMultiThreadableTask, IDisposable
{
    private readonly CancellationTokenSource cancelled = new();

    /// <inheritdoc/>
    public TaskEnvironment TaskEnvironment { get; set; } = TaskEnvironment.Fallback;

    /// <summary>The name of the test; not needed where only one is declared.</summary>
    public string? Test { get; set; }

    /// <summary>All declared tests: Timeout, Params.</summary>
    [Required]
    public ITaskItem[] Tests { get; set; } = [];

    /// <summary>All declared streams: Test, Count, Host, Params.</summary>
    public ITaskItem[] Streams { get; set; } = [];

    /// <summary>All declared nested tests: Test, Stream, one of Command, Script and Barrier, then Arguments, Background, MayEnd, Port, Ready, Needs, Timeout, Params.</summary>
    public ITaskItem[] NestedTests { get; set; } = [];

    /// <summary>The hosts as they are written; by default the environment variable STREAM_HOSTS, and without it this machine.</summary>
    public string? Hosts { get; set; }

    /// <summary>A configuration file for ssh instead of the user's own.</summary>
    public string? SshConfig { get; set; }

    /// <summary>The folder that the results are put straight into.</summary>
    [Required]
    public string Results { get; set; } = "";

    /// <summary>Parameters of the test, each <c>NAME=VALUE</c>; they go before those that are declared.</summary>
    public string[] Parameters { get; set; } = [];

    /// <summary>Parameters that nobody may read, each <c>NAME=env:VARIABLE</c>: the value itself never passes through the build.</summary>
    public string[] Secrets { get; set; } = [];

    /// <summary>How long the test may take, as in <c>10m</c>, instead of what it declares.</summary>
    public string? Timeout { get; set; }

    /// <summary>How it ended: <c>Pass</c>, <c>Fail</c>, <c>Error</c> (infrastructure), <c>Cancelled</c>… Empty when it did not start.</summary>
    [Output]
    public string Outcome { get; private set; } = "";

    /// <summary>The JUnit and TRX files of the run.</summary>
    [Output]
    public ITaskItem[] ResultFiles { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var plan = new Declaration(Tests, Streams, NestedTests).PlanOf(Test);
            Report(plan, Job.RunAsync(plan, Options(), cancelled.Token).GetAwaiter().GetResult());
        }
        catch (PlanException failure)
        {
            foreach (var gap in failure.Gaps) LogError(gap.Code, gap.Message);
        }
        catch (StreamLibException failure)
        {
            LogError(failure.Code, failure.Message);
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Stops what runs on all hosts; <see cref="Execute"/> returns when the results are written.</summary>
    public void Cancel() => ThreadPool.QueueUserWorkItem(_ => cancelled.Cancel());

    /// <inheritdoc/>
    public void Dispose() => cancelled.Dispose();

    private JobOptions Options() => JobOptions.Default with
    {
        Hosts = string.IsNullOrWhiteSpace(Hosts) ? TaskEnvironment.GetEnvironmentVariable("STREAM_HOSTS") : Hosts,
        SshConfig = string.IsNullOrWhiteSpace(SshConfig) ? null : TaskEnvironment.GetAbsolutePath(SshConfig),
        ResultsDirectory = TaskEnvironment.GetAbsolutePath(Results),
        WorkingDirectory = TaskEnvironment.ProjectDirectory,
        Parameters = OptionText.Read("StreamParameters", Parameters, ParameterText.Parse),
        Secrets = OptionText.Read("StreamSecrets", Secrets, pairs => Secret.Parse(pairs, TaskEnvironment.GetEnvironmentVariable)),
        Timeout = string.IsNullOrWhiteSpace(Timeout) ? null : OptionText.Read("StreamTimeout", Timeout, Duration.Parse),
        Sinks = [new BuildLogSink(Log)],
    };

    private void Report(Plan plan, JobResult result)
    {
        Outcome = result.Outcome.ToString();
        ResultFiles = [.. Directory.EnumerateFiles(result.ResultsDirectory, "TEST-*.xml").Concat(Directory.EnumerateFiles(result.ResultsDirectory, "*.trx"))
            .Order(StringComparer.Ordinal).Select(file => new Microsoft.Build.Utilities.TaskItem(file))];
        switch (result.ExitCode)
        {
            case 0: break;
            case 3: LogError("SL5103", $"{plan.Name} could not run as it should: only infrastructure went wrong. Results: {result.ResultsDirectory}"); break;
            case 130: LogError("SL5104", $"{plan.Name} was cancelled. Results: {result.ResultsDirectory}"); break;
            default: LogError("SL5102", $"{plan.Name} failed. Results: {result.ResultsDirectory}"); break;
        }
    }

    // The file that declares the test says more than the one that holds the target.
    private void LogError(string code, string message) =>
        Log.LogError(null, code, null, Tests[0].GetMetadata("DefiningProjectFullPath"), 0, 0, 0, 0, "{0}", message);
}
