namespace StreamLib.Results;

/// <summary>How often result files are written while a run goes on. They are always written when a test starts and when the job ends.</summary>
public sealed record ResultFilesOptions
{
    /// <summary>The defaults.</summary>
    public static ResultFilesOptions Default { get; } = new();

    /// <summary>The shortest time from one writing to the next; 1 second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest part of the run's time that writing in between may take; 0.05, which is 5 %.</summary>
    public double Share { get; init; } = 0.05;

    /// <summary>Gives the value of an environment variable of this process, or <c>null</c>: they say which CI system reads the files.
    /// </summary>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The clock; by default the one that the folder was opened with.</summary>
    public TimeProvider? Clock { get; init; }
}
