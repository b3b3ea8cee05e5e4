namespace StreamLib.Plans;

/// <summary>How long the parts of a run may take. A message that reports one names it as the property is named here.</summary>
public sealed record Deadlines
{
    /// <summary>The defaults.</summary>
    public static Deadlines Default { get; } = new();

    /// <summary>The whole multi-stream test, from when its hosts are open to the last result; 30 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Opening one host; 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From the start of a background step until it is ready; 60 seconds.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From asking a command to end (TERM) until it is made to (KILL); 10 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Taking evidence on all hosts together after a failure, before anything is stopped; 60 seconds.</summary>
    public TimeSpan EvidenceTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Sweeping and closing one host at the end; 30 seconds.</summary>
    public TimeSpan CleanupTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a host hears that the controller is alive; 5 seconds.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a heartbeat for so long, a host ends what runs there, and the controller takes the host for lost; 15 seconds, counted in whole ones.</summary>
    public TimeSpan HeartbeatLimit { get; init; } = TimeSpan.FromSeconds(15);
}
