using System.Text.RegularExpressions;

namespace StreamLib.Results;

/// <summary>Takes out of a message what differs from run to run although the failure is the same: CI systems group failures by their
/// message.</summary>
internal static partial class SteadyText
{
    private const string Gone = "…";

    /// <summary>The message with <c>…</c> for times, durations that were measured, process numbers, temporary folders and the id of the
    /// job.</summary>
    /// <param name="message">The message, on one line.</param>
    /// <param name="job">The id of the job.</param>
    public static string Of(string message, string job)
    {
        if (job.Length > 0) message = message.Replace(job, Gone, StringComparison.Ordinal);
        message = Path().Replace(message, match => Shortened(match.Value));
        message = Moment().Replace(message, Gone);
        message = Measured().Replace(message, Gone);
        return Number().Replace(message, Gone);
    }

    // Of a path the name of the file, unless that is a passing one, too.
    private static string Shortened(string path)
    {
        path = path.TrimEnd('/');
        var name = path[(path.LastIndexOf('/') + 1)..];
        return Passing().IsMatch(name) ? Gone : $"{Gone}/{name}";
    }

    // Folders of temporary files, and those of StreamLib on a host.
    [GeneratedRegex(
        @"(?<![\w.…])(?:(?:/private)?/(?:tmp|var/tmp|var/folders|run/user/\d+|dev/shm)/|/[^\s'"":;,)\]}>]*/streamlib)"
        + @"[^\s'"":;,)\]}>]*")]
    private static partial Regex Path();

    [GeneratedRegex(@"\d|^tmp|^$")]
    private static partial Regex Passing();

    [GeneratedRegex(
        @"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|\s?[+-]\d\d:?\d\d)?)?\b"
        + @"|\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b|\[ *\d+\.\d{4,}\]")]
    private static partial Regex Moment();

    // Not what was set or is judged: "the Timeout of 0.5 s", "latency is 12.5 ms, and its limit is <5 ms".
    [GeneratedRegex(
        @"(?<!\b(?:of|is|step,|within|limit) ?[<>=]*)(?<![\w.<>=])(?:\d+m\d+(?:[.,]\d+)?s"
        + @"|\d+[.,]\d+ ?(?:s|secs?|seconds?|min|minutes?|h|hours?)"
        + @"|\d+(?:[.,]\d+)? ?(?:ms|us|µs|ns|milliseconds?|microseconds?))\b")]
    private static partial Regex Measured();

    [GeneratedRegex(
        @"(?<=\b(?:pid|process|thread|tid)\b[ =:#]{0,2})\d+\b|(?<=\w\[)\d+(?=\])|(?<=\bline \d+: +)\d+(?= +(?-i:[A-Z]))"
        + @"|\b0x[0-9a-f]{6,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
