using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLib;

/// <summary>Where and how a job runs: what a person or a pipeline chooses for one run, not what the test declares.</summary>
public sealed record JobOptions
{
    /// <summary>The defaults: this machine, <c>results/</c>.</summary>
    public static JobOptions Default { get; } = new();

    /// <summary>Reads the options of a run from the arguments of a program that is its own front end, and shows the run on its console:
    /// <c>Job.RunAsync(plan, JobOptions.FromArguments(args))</c>.
    /// A test application and a Cake script do that by themselves.</summary>
    /// <remarks>The options are those of a test application: <c>--hosts</c>, <c>--ssh-config</c>, <c>--results</c>, <c>--param
    /// NAME=VALUE</c> and <c>--secret NAME=env:VARIABLE</c> (both may be
    /// repeated), <c>--timeout 10m</c>, <c>--keep 30m</c>, <c>--exclusive-hosts</c>, <c>--wait-for-hosts 30m</c>, <c>--artifact-limit
    /// 1G</c>, <c>--cache-limit 2G</c>, <c>--verify-cache</c>,
    /// <c>--retry-infrastructure 2</c>, <c>--repeat 10</c>, <c>--until-fail</c>, <c>--no-skip</c>, <c>--in-process</c> and <c>--sync
    /// HOST:PORT</c>, whose token is in STREAMLIB_TOKEN; and
    /// <c>--results-root</c>. Each is written <c>--name VALUE</c> or <c>--name=VALUE</c>. What follows <c>--</c> is the program's own,
    /// and not read. To print the plan instead of running it, call
    /// <see cref="Job.DescribeAsync(IEnumerable{Plan}, JobOptions?, CancellationToken)"/>.</remarks>
    /// <param name="args">The arguments of the process.</param>
    /// <exception cref="PlanException">All that cannot be understood; its <see cref="StreamLibException.Text"/> is for the user, and the
    /// exit code is 2.</exception>
    public static JobOptions FromArguments(IEnumerable<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var token = System.Environment.GetEnvironmentVariable("STREAMLIB_TOKEN");
        return RunArguments.Read(args, Default with { SyncToken = token, Sinks = [new ProgramConsole()] });
    }

    /// <summary>The hosts as they are written, <c>ssh:h1,ssh:h2</c> or <c>@lab.json</c>; by default the environment variable STREAM_HOSTS,
    /// and without it this machine. A blank text is this
    /// machine, whatever that variable holds.</summary>
    public string? Hosts { get; init; }

    /// <summary>A configuration file for ssh instead of the user's own.</summary>
    public string? SshConfig { get; init; }

    /// <summary>The address of a sync server that runs already, as in <c>127.0.0.1:4711</c>: the test opens a scope there, so that several tests, and people, share one server.
    /// By default the job has a server of its own.</summary>
    public string? Sync { get; init; }

    /// <summary>The token of the server at <see cref="Sync"/>.</summary>
    public string? SyncToken { get; init; }

    /// <summary>The folder that the job is put straight into: absent, empty, or holding an earlier job, which is replaced as a whole. A
    /// further job of this process gets the folder <c>run-2</c>
    /// in it, and so on; so do jobs of several processes that have the same value in the environment variable STREAMLIB_INVOCATION. By
    /// default a new folder in <see cref="ResultsRoot"/>.</summary>
    public string? ResultsDirectory { get; init; }

    /// <summary>What the job belongs to, so that it does not replace others of the same; by default this process.</summary>
    internal string? Invocation { get; init; }

    /// <summary>The folder in which each job gets a folder of its own, with <c>latest</c> beside them; the last 20 are kept. By default <c>results</c> in <see cref="WorkingDirectory"/>.</summary>
    public string? ResultsRoot { get; init; }

    /// <summary>What relative paths start at; by default the current directory of the process at the time of the call.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The environment of the processes that are started on this machine: ssh, launchers, the streams of this machine; by default that of this process.</summary>
    public ImmutableDictionary<string, string>? Environment { get; init; }

    /// <summary>Parameters of the command line; they go before all others, and choose among the variants of a test with a <see cref="Plan.Matrix"/>.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Parameters that nobody may read; they go before all others. See <see cref="Secret.Parse"/>.</summary>
    public ImmutableSortedDictionary<string, Secret> Secrets { get; init; } = ImmutableSortedDictionary<string, Secret>.Empty;

    /// <summary>How long each test may take, instead of what it declares.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long all stays up after a failure, for a person to look at: processes, tunnels and the sync server; by default nothing does. Cancelling the run ends it earlier.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>Whether the job holds its hosts for itself, those of all users included, until it has ended in whatever way; by default it shares them with other jobs.
    /// A job of several tests holds them for each of its tests, from its start to its end.
    /// They are held in the order of their names, all or none. This machine is never held.</summary>
    public bool Exclusive { get; init; }

    /// <summary>How long the job waits for hosts that other jobs hold, before any time of the test counts; by default not at all: the test is an Error then.</summary>
    public TimeSpan? WaitForHosts { get; init; }

    /// <summary>How many characters of the outputs of each nested test go to the events and the logs; of more only the last lines and how much was left out; 16 Mi.
    /// The files <c>stdout</c> and <c>stderr</c> of a nested test hold all.</summary>
    public long LoggedOutput { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many bytes of files one folder that is fetched from a host may have: what a nested test left in STREAMLIB_OUTPUT, or what is collected after a failure; 1 GiB.
    /// What is more is left out, and named in the log and the results.</summary>
    public long ArtifactLimit { get; init; } = 1L << 30;

    /// <summary>How many files and folders one folder that is fetched from a host may have; 100,000.</summary>
    public int ArtifactCount { get; init; } = 100_000;

    /// <summary>How many bytes the cache of payloads on each host may hold; 2 GiB. What was used longest ago goes first, never what a running job uses. With 0 nothing stays.</summary>
    public long CacheLimit { get; init; } = 2L << 30;

    /// <summary>Whether the files of a payload that is on a host already are read there and compared; by default it is their sizes, times and numbers.</summary>
    public bool VerifyCache { get; init; }

    /// <summary>How often a test that ended in an <see cref="Outcome.Error"/> of the infrastructure is repeated as a whole, in a new scope and with hosts that are opened anew; by default
    /// never, at most 100 times. A test that failed is not, nor one that was cancelled. The last attempt counts; those before it are in <see cref="TestReport.EarlierAttempts"/>.</summary>
    public int RetryInfrastructure { get; init; }

    /// <summary>How often each test runs, as NAME-run1 to NAME-runN, to hunt a failure that is rare or to see how much a metric varies; once by default, and then as NAME; at most 1,000 times.
    /// A variant of a matrix is a test. What the runs tell together is in <see cref="RunReport.Repeats"/>.</summary>
    public int? Repeat { get; init; }

    /// <summary>Whether the runs of each test end with the first that fails, or lacks something that it requires and is skipped; there
    /// are at most
    /// <see cref="Repeat"/> runs, and 100 where that is not given. Of the runs that did not fail only the last 20 keep their folder of
    /// outputs and logs.</summary>
    public bool UntilFail { get; init; }

    /// <summary>About how long a test waits before it is run again: half of it to one and a half; 2 seconds.</summary>
    internal TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a test whose requirements are not met is an <see cref="Outcome.Error"/>, exit code 3, instead of being skipped.</summary>
    public bool NoSkip { get; init; }

    /// <summary>Whether nested test classes on this machine run inside this process, where a debugger sees them, instead of one of their own. They cannot be killed then, only asked to end.</summary>
    public bool InProcess { get; init; }

    /// <summary>Further receivers of the events, such as a live view on a console. The job disposes them.</summary>
    public ImmutableArray<IEventSink> Sinks { get; init; } = [];

    /// <summary>Gives the value of an environment variable, or <c>null</c>; <c>null</c> for the environment of this process.</summary>
    internal Func<string, string?>? Variable { get; init; }
}
