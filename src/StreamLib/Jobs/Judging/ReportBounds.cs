namespace StreamLib.Jobs;

/// <summary>How much of a report is read. A report that is over one of these bounds is an error.</summary>
internal sealed record ReportBounds
{
    public static ReportBounds Default { get; } = new();

    /// <summary>Bytes of the whole report; by default 64 MiB.</summary>
    public long MostBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of one line; by default 1 MiB.</summary>
    public int LongestLine { get; init; } = 1024 * 1024;

    /// <summary>Metrics, notes and other lines; by default a million.</summary>
    public int MostLines { get; init; } = 1_000_000;

    /// <summary>Lines that are not understood; by default 1,000.</summary>
    public int MostStrange { get; init; } = 1000;

    /// <summary>How long it may take to bring the report here and to read it; by default a minute.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(1);
}
