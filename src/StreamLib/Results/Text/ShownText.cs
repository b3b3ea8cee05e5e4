using System.Globalization;
using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>Bounds what a console shows over a whole run: some keep no more than 4 MiB, and lose the end, which says what failed.</summary>
internal sealed class ShownText
{
    /// <summary>How many characters of one line are shown.</summary>
    public const int LongestLine = 4 * 1024;

    private const int MostOfOutput = 2 * 1024 * 1024;
    private const int Most = 3 * 1024 * 1024;
    private long shown;
    private bool isPast;

    /// <summary>How many lines were left out.</summary>
    public long LeftOut { get; private set; }

    /// <summary>The line as it is shown.</summary>
    public static LogLine Of(LogLine line) => line.Text.Length <= LongestLine
        ? line
        : line with { Text = $"{PlainText.Cut(line.Text, LongestLine)} {LeftOutOf(line.Text)}" };

    /// <summary>What is shown of the text of an event: all of it, nothing, or that from here on it is left out.</summary>
    /// <param name="runEvent">The event.</param>
    /// <param name="text">Its lines.</param>
    /// <param name="log">The file that has all lines.</param>
    public string Of(RunEvent runEvent, string text, string log)
    {
        if (shown + text.Length <= LimitOf(runEvent))
        {
            shown += text.Length;
            return text;
        }

        LeftOut += text.AsSpan().Count('\n');
        if (isPast) return "";
        isPast = true;
        return $"… from here on output is left out, because a console may not keep more: all of it is in {log}\n";
    }

    private static string LeftOutOf(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"[{text.Length - LongestLine + 1} characters left out]");

    private static long LimitOf(RunEvent runEvent) => runEvent switch
    {
        TestStarted or RootCauseFound or TestFinished or JobFinished => long.MaxValue,
        OutputWritten or NoteRecorded or MetricRecorded or LogWritten { Level: < LogLevel.Warning } => MostOfOutput,
        _ => Most,
    };
}
