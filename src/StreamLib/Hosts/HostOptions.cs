namespace StreamLib.Hosts;

/// <summary>A line that a host has for the log.</summary>
/// <param name="Text">The line.</param>
/// <param name="Warning">Whether it is something to look at.</param>
public sealed record LogLine(string Text, bool Warning = false);

/// <summary>How a host is opened and watched.</summary>
public sealed record HostOptions
{
    /// <summary>The defaults.</summary>
    public static HostOptions Default { get; } = new();

    /// <summary>The job that works on the host: part of the name of its folder there; <c>job</c> by default.</summary>
    public string Job { get; init; } = "job";

    /// <summary>A configuration file for ssh instead of the user's own.</summary>
    public string? SshConfig { get; init; }

    /// <summary>How long opening the host may take, retries included; 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From asking a command to end (TERM) until it is made to (KILL); 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the outputs of a command that has ended are still read when something that it has started holds them; 1 second, counted in whole ones.</summary>
    public TimeSpan OutputGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long closing the host may take; 30 seconds.</summary>
    public TimeSpan CleanupTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the host hears that the controller is alive; 5 seconds.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a heartbeat for so long, the host ends what runs there, and the controller takes the host for lost; 15 seconds, counted in whole ones.</summary>
    public TimeSpan HeartbeatLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait for hosts that others hold, as in the queue of Slurm; by default without a limit there.</summary>
    public TimeSpan? WaitForHosts { get; init; }

    /// <summary>How many bytes of files one folder that is fetched may have; 1 GiB. What is more is left out, and named.</summary>
    public long ArtifactLimit { get; init; } = 1L << 30;

    /// <summary>How many files and folders one folder that is fetched may have; 100,000. What is more is left out, and named.</summary>
    public int ArtifactCount { get; init; } = 100_000;

    /// <summary>How many bytes the cache of payloads on the host may hold; 2 GiB. What was used longest ago goes first, never what a running job uses. A payload that is larger by itself
    /// does not stay, and with 0 none does.</summary>
    public long CacheLimit { get; init; } = 2L << 30;

    /// <summary>Whether the files of a payload that is in the cache already are read there and compared; by default it is their sizes, times and numbers.</summary>
    public bool VerifyCache { get; init; }

    /// <summary>Receives what a log should hold: what a login shell printed, what was left over and had to be ended. Called from any thread.</summary>
    public Action<LogLine>? Log { get; init; }

    /// <summary>Whether what goes there and comes from there is compressed; <c>null</c> where it is seen whether that pays.</summary>
    internal bool? Compress { get; init; }

    /// <summary>The shell that everything there runs in.</summary>
    internal string Shell { get; init; } = "/bin/sh";

    internal static string Seconds(TimeSpan time) =>
        Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
