using System.Text;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>The table at the end of a run: stream, host, test, outcome, time, metrics.</summary>
internal static class SummaryTable
{
    private const int MostMetricColumns = 3;

    public static string Text(TestReport test)
    {
        var measured = test.Metrics.Concat(test.Streams.SelectMany(s => s.Nested).SelectMany(n => n.Metrics));
        var metrics = measured.Select(m => m.Name).Distinct().ToArray();
        string[] columns = metrics.Length is > 0 and <= MostMetricColumns ? metrics : metrics.Length == 0 ? [] : ["metrics"];
        var columnEach = metrics.Length <= MostMetricColumns;
        string[][] rows =
        [
            ["stream", "host", "test", "outcome", "time", .. columns],
            .. test.Streams.SelectMany(s => Rows(s, columns, columnEach)),
            .. Whole(test, columns, columnEach),
        ];
        var text = new StringBuilder();
        foreach (var line in TextTable.Lines(rows).Concat(CaseAttempts.Lines(test))) text.Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>How much there was of the test: <c>3 streams, 4 nested tests, 2.1 s</c>.</summary>
    public static string Size(TestReport test) =>
        $"{Count(test.Streams.Length, "stream")}, {Count(test.Streams.Sum(s => s.Nested.Length), "nested test")}, {(test.Finished - test.Started).Seconds()}";

    private static string Count(int number, string what) => FormattableString.Invariant($"{number} {what}{(number == 1 ? "" : "s")}");

    private static IEnumerable<string[]> Rows(StreamReport stream, string[] columns, bool columnEach)
    {
        // A row of its own when its nested tests do not show how the stream ended: an unreachable host, say.
        if (stream.Nested.All(n => n.Outcome != stream.Outcome) && !(stream.Outcome.IsPass() && stream.Nested.Length > 0))
        {
            yield return
            [
                stream.Name, stream.Host, "-", Word(stream.Outcome), stream.Started is null ? "-" : stream.Duration.Seconds(), .. columns.Select(_ => ""),
            ];
        }

        foreach (var nested in stream.Nested)
        {
            yield return
            [
                stream.Name, stream.Host, nested.Id, Word(nested.Outcome), nested.Started is null ? "-" : nested.Duration.Seconds(),
                .. columns.Select(column => Metrics(nested.Metrics, columnEach ? column : null)),
            ];
        }
    }

    // What was measured of the test as a whole.
    private static IEnumerable<string[]> Whole(TestReport test, string[] columns, bool columnEach) => test.Metrics.IsEmpty
        ? []
        :
        [
            [
                "(test)", "", "-", Word(test.Outcome), (test.Finished - test.Started).Seconds(),
                .. columns.Select(column => Metrics(test.Metrics, columnEach ? column : null)),
            ],
        ];

    private static string Word(Outcome outcome) => outcome.IsFailure() ? outcome.Word().ToUpperInvariant() : outcome.Word();

    private static string Metrics(IEnumerable<MetricReport> metrics, string? column)
    {
        var last = metrics.Where(m => column is null || m.Name == column).GroupBy(m => m.Name).Select(g => g.Last());
        return string.Join(", ", last.Select(m => $"{(column is null ? $"{m.Name} " : "")}{m.Value.Short()} {m.Unit}".TrimEnd()));
    }
}
