using System.Globalization;
using System.Text;

namespace StreamLib.Results;

/// <summary>The summary over the runs of repeated tests, for people: outcomes, which runs did not pass and why, how long they took, how much their metrics vary.</summary>
internal static class RepeatSummary
{
    private const int MostReasons = 20;

    public static string Text(RunReport report)
    {
        var text = new StringBuilder();
        foreach (var repeat in report.Repeats) Append(text, repeat);
        return text.ToString();
    }

    private static void Append(StringBuilder text, RepeatReport repeat)
    {
        if (text.Length > 0) text.Append('\n');
        var outcomes = string.Join(", ", repeat.Outcomes.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Count} {o.Outcome.Word()}")));
        text.Append(CultureInfo.InvariantCulture, $"{repeat.Name}: {repeat.Runs} run{(repeat.Runs == 1 ? "" : "s")}: {outcomes}");
        if (repeat.Seconds is { } time) text.Append(CultureInfo.InvariantCulture, $"; a run took {Seconds(time.Min)} at least, {Seconds(time.Median)} in the median, {Seconds(time.Max)} at most");
        text.Append('\n');
        foreach (var run in repeat.NotPassed.Take(MostReasons))
            text.Append(CultureInfo.InvariantCulture, $"  run {run.Run} {run.Outcome.Verb()}{(run.Why.Length == 0 ? "" : $": {run.Why}")}\n");
        if (repeat.NotPassed.Length > MostReasons) text.Append(CultureInfo.InvariantCulture, $"  and {repeat.NotPassed.Length - MostReasons} more: all are in results.json\n");
        if (!repeat.Metrics.IsEmpty) AppendMetrics(text, repeat);
    }

    private static void AppendMetrics(StringBuilder text, RepeatReport repeat)
    {
        string[][] rows = [["metric", "runs", "min", "median", "mean", "max", "deviation", "spread"], .. repeat.Metrics.Select(Row)];
        foreach (var line in TextTable.Lines(rows, numbers: true)) text.Append("  ").Append(line).Append('\n');
    }

    private static string[] Row(MetricSpread metric)
    {
        var values = metric.Values;
        return
        [
            $"{(metric.Stream.Length == 0 ? "" : $"{metric.Stream}/{metric.Nested} ")}{metric.Name} {metric.Unit}".TrimEnd(),
            values.Count.ToString(CultureInfo.InvariantCulture), values.Min.Short(), values.Median.Short(), values.Mean.Short(),
            values.Max.Short(),
            values.Deviation.Short(), values.RelativePercent is { } percent ? $"{percent.ToString("0.0", CultureInfo.InvariantCulture)} %" : "-",
        ];
    }

    private static string Seconds(double seconds) => TimeSpan.FromSeconds(seconds).Seconds();
}
