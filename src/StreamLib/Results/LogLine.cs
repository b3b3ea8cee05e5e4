using System.Globalization;
using System.Text;
using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>A line of a log, and to whom it belongs.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Label">Whose line it is: a stream, or <c>job</c>, <c>host</c>, <c>sync</c>.</param>
/// <param name="Text">The line, cleaned.</param>
internal sealed record LogLine(DateTimeOffset Time, string Label, string Text)
{
    public string? Test { get; init; }

    public string? Stream { get; init; }

    public LogLevel Level { get; init; } = LogLevel.Info;
}

/// <summary>Writes lines as <c>10:15:03.123 client1  | text</c>, in the local time of whoever reads them.</summary>
internal sealed class LogFormat(TimeZoneInfo zone)
{
    private const int Widest = 24;
    private int width = 8;

    /// <summary>Makes room for these labels.</summary>
    public void Fit(IEnumerable<string> labels) => width = Math.Min(Widest, labels.Select(l => l.Length).Append(width).Max());

    public string Time(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public string Day(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    public void AppendTo(StringBuilder text, LogLine line) =>
        text.Append(Time(line.Time)).Append(' ').Append(line.Label.PadRight(width)).Append(line.Text.Length == 0 ? " |" : " | ").Append(line.Text).Append('\n');
}
