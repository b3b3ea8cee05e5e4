using System.Globalization;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>What a person needs first when a run did not go well: the root cause, then the last lines of every stream at that moment.</summary>
/// <remarks>The one place that says it: job.log begins with it, a console shows it, and it is the message when a run that must pass does not.</remarks>
public static class FailureBlock
{
    private const int MostNames = 20;
    private const int MostRuns = 5;

    /// <summary>The block for every test of the run that failed or was cut off; empty when none was.</summary>
    /// <param name="report">The run.</param>
    /// <param name="zone">The time zone of the reader; by default that of this machine.</param>
    /// <param name="otherLines">How many lines of the streams that did not fail first are shown; 20, and never more, by default.</param>
    public static string Text(RunReport report, TimeZoneInfo? zone = null, int otherLines = 20)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Text(report, t => t.Outcome.IsFailure() || t.Outcome is Outcome.Aborted or Outcome.Cancelled, zone, otherLines);
    }

    /// <summary>The block for these tests of the run.</summary>
    internal static string Text(RunReport report, Func<TestReport, bool> shown, TimeZoneInfo? zone, int otherLines = 20)
    {
        var format = new LogFormat(zone ?? TimeZoneInfo.Local);
        var text = new StringBuilder();
        var tests = report.Tests.Where(shown).ToArray();
        if (tests.Length > 0 && report.Tests.Length > 1) text.Append(CultureInfo.InvariantCulture, $"{tests.Length} of {report.Tests.Length} tests did not pass: {Names(tests)}\n");
        foreach (var same in tests.GroupBy(t => t.Of ?? t.Name, StringComparer.Ordinal))
        {
            foreach (var test in same.Take(MostRuns)) Append(text, test, format, otherLines);
            if (same.Skip(MostRuns).Any()) text.Append(CultureInfo.InvariantCulture, $"\n{same.Count() - MostRuns} more runs of {same.Key} did not pass: {Names([.. same.Skip(MostRuns)])}\n");
        }

        return text.ToString();
    }

    /// <summary>The test, how it ended and why, in one line: <c>MultiNetperf failed because client2/1-NetPerf failed: exit 1</c>; of several causes, how many streams failed, too.</summary>
    internal static string Headline(TestReport test)
    {
        var ended = $"{test.Name} {test.Outcome.Verb()}{(test.EarlierAttempts.IsEmpty ? "" : $" at {CaseAttempts.Number(test)}")}";
        return test is { RootCause: not null, OtherCauses: [] } ? $"{ended} {test.Why}" : $"{ended}{Told(test)}";
    }

    private static void Append(StringBuilder text, TestReport test, LogFormat format, int otherLines)
    {
        if (text.Length > 0) text.Append('\n');
        text.Append(test.Outcome switch { Outcome.Error => "ERROR: ", Outcome.Cancelled => "CANCELLED: ", Outcome.Aborted => "ABORTED: ", _ => "FAILED: " }).Append(test.Name);
        text.Append(test.RootCause is { } root ? $", because {root.What}" : Told(test)).Append('\n');
        var cause = test.RootCause;
        foreach (var line in CaseAttempts.Lines(test)) text.Append("  ").Append(line).Append('\n');
        foreach (var other in Others(test)) text.Append("  also: ").Append(other).Append('\n');
        if (Culprit(test, cause) is { } nested) AppendCulprit(text, nested, nested.ByHand);
        // One lost host may have ended many streams.
        foreach (var same in test.OtherCauses.GroupBy(other => other.Reason, StringComparer.Ordinal))
        {
            if (cause is not null && same.Key == cause.Reason)
            {
                text.Append("  the same ended: ").Append(Names(same)).Append('\n');
                continue;
            }

            text.Append("  also, and not because of that: ").Append(Names(same)).Append(" failed: ").Append(same.Key).Append('\n');
            // How to run it by hand is long, and in its own results.
            if (same.Take(2).ToArray() is [var only] && Culprit(test, only) is { } also) AppendCulprit(text, also, byHand: "");
        }

        text.Append(cause is null ? "\nThe last lines of every stream:\n" : $"\nThe last lines of every stream at {format.Time(cause.Time)}, when that was known:\n");
        foreach (var stream in test.Streams.OrderBy(s => s.Name == cause?.Stream ? 0 : 1))
        {
            // One that failed later is shown as it was then.
            var own = test.OtherCauses.FirstOrDefault(c => c.Stream == stream.Name && c.Stream != cause?.Stream);
            var lines = (own ?? cause)?.Tails.FirstOrDefault(t => t.Stream == stream.Name)?.Lines ?? (cause is null ? stream.Tail : []);
            var shown = own is not null || stream.Name == cause?.Stream ? lines.Length : Math.Min(otherLines, lines.Length);
            text.Append("--- ").Append(stream.Name).Append(stream.Host.Length == 0 ? "" : $" on {stream.Host}").Append(": ").Append(stream.Outcome.Word()).Append('\n');
            if (shown == 0) text.Append("    (nothing yet)\n");
            foreach (var line in lines[^shown..]) text.Append("    ").Append(format.Time(line.Time)).Append(' ').Append(line.Text).Append('\n');
        }
    }

    private static string Names(TestReport[] tests) => Names([.. tests.Select(t => t.Name)]);

    private static string Names(IEnumerable<RootCause> causes) => Names([.. causes.Select(c => c.Where)]);

    private static string Names(string[] names) =>
        string.Join(", ", names.Take(MostNames))
        + (names.Length > MostNames ? FormattableString.Invariant($" and {names.Length - MostNames} more") : "");

    private static string Told(TestReport test) => test.Message.Length == 0 || test.Outcome.Says(test.Message) ? "" : $": {test.Message}";

    private static void AppendCulprit(StringBuilder text, NestedReport nested, string byHand)
    {
        if (nested.Command.Length > 0) text.Append("  it ran: ").Append(PlainText.OneLine(nested.Command)).Append('\n');
        if (byHand.Length > 0) text.Append("  by hand: ").Append(byHand).Append('\n');
        var details = PlainText.Lines(nested.Details);
        if (nested.Details.Length == 0 || details.All(d => nested.Tail.Contains(PlainText.Cut(d)))) return;
        foreach (var line in details) text.Append("  ").Append(line).Append('\n');
    }

    private static NestedReport? Culprit(TestReport test, RootCause? of) => of is { Nested: { } nested } cause
        ? test.Streams.FirstOrDefault(s => s.Name == cause.Stream)?.Nested.FirstOrDefault(n => n.Id == nested)
        : null;

    /// <summary>What failed beside the causes and not because of one.</summary>
    private static IEnumerable<string> Others(TestReport test) => test.Streams.SelectMany<StreamReport, (string, string)>(stream =>
    {
        RootCause[] causes = [.. test.OtherCauses.Prepend(test.RootCause).OfType<RootCause>().Where(c => c.Stream == stream.Name)];
        var failed = stream.Nested.Where(n => n.Outcome.IsFailure()).ToArray();
        return failed.Length == 0 && stream.Outcome.IsFailure() && causes.All(c => c.Nested is not null)
            ? [(stream.Name, stream.Message)]
            : failed.Where(n => causes.All(c => c.Nested != n.Id)).Select(n => ($"{stream.Name}/{n.Id}", n.Message));
    }).GroupBy(other => other.Item2, other => other.Item1, StringComparer.Ordinal).Select(same => $"{Names([.. same])} failed: {same.Key}");
}
