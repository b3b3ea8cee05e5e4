using System.Collections.Immutable;
using Cake.Core;
using Cake.Core.IO;
using StreamLib;
using StreamLib.Plans;

namespace Cake.StreamLib;

/// <summary>Where and how streams run: the settings of <see cref="JobOptions"/> in Cake's own types.</summary>
public sealed record StreamSettings
{
    /// <summary>The hosts as they are written, <c>ssh:h1,ssh:h2</c> or <c>@lab.json</c>; by default the environment variable STREAM_HOSTS, and without it this machine.</summary>
    public string? Hosts { get; set; }

    /// <summary>A configuration file for ssh instead of the user's own.</summary>
    public FilePath? SshConfig { get; set; }

    /// <summary>The address of a sync server that runs already; by default each test has one of its own.</summary>
    public string? Sync { get; set; }

    /// <summary>The token of the server at <see cref="Sync"/>; by default the environment variable STREAMLIB_TOKEN.</summary>
    public string? SyncToken { get; set; }

    /// <summary>The folder that the results are put straight into; by default a new folder in <see cref="ResultsRoot"/>.</summary>
    public DirectoryPath? ResultsDirectory { get; set; }

    /// <summary>The folder in which each run gets a folder of its own, with <c>latest</c> beside them; by default <c>results</c> in <see cref="WorkingDirectory"/>.</summary>
    public DirectoryPath? ResultsRoot { get; set; }

    /// <summary>What relative paths start at, those of scripts in a plan included; by default Cake's working directory, the folder of the script.</summary>
    public DirectoryPath? WorkingDirectory { get; set; }

    /// <summary>The environment of the processes that are started on this machine: ssh, launchers, the streams of this machine; by default that of the script.</summary>
    public IDictionary<string, string>? Environment { get; set; }

    /// <summary>Parameters of the tests; they go before those of the plan.</summary>
    public IDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Parameters that nobody may read: their names, and where their values come from, as in <c>env:LAB_PASSWORD</c>.</summary>
    public IDictionary<string, string> Secrets { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long the whole test may take, instead of what the plan says.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long all stays up after a failure, for a person to look at; by default nothing does.</summary>
    public TimeSpan? Keep { get; set; }

    /// <summary>Whether the run holds its hosts for itself; by default it shares them with other jobs.</summary>
    public bool Exclusive { get; set; }

    /// <summary>How long it waits for hosts that other jobs hold; by default not at all.</summary>
    public TimeSpan? WaitForHosts { get; set; }

    /// <summary>How many characters of the outputs of each nested test go to the logs; of more only the last lines and how much was left out; 16 Mi.</summary>
    public long LoggedOutput { get; set; } = JobOptions.Default.LoggedOutput;

    /// <summary>How many bytes of files one folder that is fetched from a host may have; 1 GiB. What is more is left out, and named.</summary>
    public long ArtifactLimit { get; set; } = JobOptions.Default.ArtifactLimit;

    /// <summary>How many files and folders one folder that is fetched from a host may have; 100,000.</summary>
    public int ArtifactCount { get; set; } = JobOptions.Default.ArtifactCount;

    /// <summary>How many bytes the cache of payloads on each host may hold; 2 GiB. With 0 nothing stays there.</summary>
    public long CacheLimit { get; set; } = JobOptions.Default.CacheLimit;

    /// <summary>Whether the files of a payload that is on a host already are read there and compared; by default it is their sizes, times and numbers.</summary>
    public bool VerifyCache { get; set; }

    /// <summary>How often a test that ended in an error of the infrastructure is repeated as a whole; by default never.</summary>
    public int RetryInfrastructure { get; set; }

    /// <summary>How often each test runs, with a summary over the runs; once by default.</summary>
    public int? Repeat { get; set; }

    /// <summary>Whether the runs of a test that is repeated end with the first that fails; there are at most
    /// <see cref="Repeat"/> runs, and 100 where that is not given.</summary>
    public bool UntilFail { get; set; }

    /// <summary>Whether a test whose requirements are not met is an error, exit code 3, instead of being skipped.</summary>
    public bool NoSkip { get; set; }

    /// <summary>Whether nested test classes on this machine run inside this process; see <see cref="JobOptions.InProcess"/>. It has to be that of their test application: that of a script is not (SL5007).</summary>
    public bool InProcess { get; set; }

    /// <summary>Whether running a test only prints what would run where, and the command lines that run its nested tests by hand. Nothing is connected or written.</summary>
    public bool DryRun { get; set; }

    /// <summary>Reads <c>--hosts</c>, <c>--ssh-config</c>, <c>--sync</c>, <c>--results</c>, <c>--results-root</c>, <c>--param NAME=VALUE</c> and <c>--secret NAME=env:VARIABLE</c> (may be repeated),
    /// <c>--seconds N</c> (short for <c>--param seconds=N</c>) and <c>--timeout 10m</c>, <c>--keep 30m</c>, <c>--exclusive-hosts</c>, <c>--wait-for-hosts 30m</c>, <c>--artifact-limit 1G</c>, <c>--cache-limit 2G</c>, <c>--verify-cache</c>, <c>--retry-infrastructure 2</c>, <c>--repeat 10</c>, <c>--until-fail</c>, <c>--no-skip</c>, <c>--in-process</c> and <c>--dry-run</c> from the command line of the script.</summary>
    /// <param name="context">The context of the script.</param>
    /// <exception cref="CakeException">A value is missing or cannot be read; its exit code is 2.</exception>
    public static StreamSettings FromArguments(ICakeContext context) => StreamArguments.Read(context);

    internal JobOptions ToOptions(ICakeContext context) => JobOptions.Default with
    {
        Hosts = GivenHosts.Checked("StreamSettings.Hosts", Hosts),
        SshConfig = SshConfig?.FullPath,
        Sync = Sync,
        SyncToken = SyncToken ?? context.Environment.GetEnvironmentVariable("STREAMLIB_TOKEN"),
        ResultsDirectory = ResultsDirectory?.FullPath,
        ResultsRoot = ResultsRoot?.FullPath,
        WorkingDirectory = (WorkingDirectory ?? context.Environment.WorkingDirectory).MakeAbsolute(context.Environment).FullPath,
        Environment = Environment?.ToImmutableDictionary(StringComparer.Ordinal),
        Parameters = Parameters.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Secrets = Secret.Parse(Secrets.Select(secret => $"{secret.Key}={secret.Value}"), context.Environment.GetEnvironmentVariable),
        Timeout = Timeout,
        Keep = Keep,
        Exclusive = Exclusive,
        WaitForHosts = WaitForHosts,
        LoggedOutput = LoggedOutput,
        ArtifactLimit = ArtifactLimit,
        ArtifactCount = ArtifactCount,
        CacheLimit = CacheLimit,
        VerifyCache = VerifyCache,
        RetryInfrastructure = RetryInfrastructure,
        Repeat = Repeat,
        UntilFail = UntilFail,
        NoSkip = NoSkip,
        InProcess = InProcess,
    };
}
