using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Makes of the runs of repeated tests what they tell together.</summary>
internal static class RepeatedRuns
{
    public static ImmutableArray<RepeatReport> Of(ImmutableArray<TestReport> tests) =>
        [.. tests.Where(t => t is { Of: not null, Run: not null }).GroupBy(t => t.Of!, StringComparer.Ordinal).Select(runs => Of(runs.Key, [.. runs.OrderBy(t => t.Run)]))];

    private static RepeatReport Of(string name, TestReport[] runs) => new()
    {
        Name = name,
        Runs = runs.Length,
        Outcomes = [.. runs.GroupBy(r => r.Outcome).Select(g => new OutcomeCount(g.Key, g.Count())).OrderByDescending(o => o.Count).ThenBy(o => o.Outcome)],
        NotPassed = [.. runs.Where(r => !r.Outcome.IsPass()).Select(r => new UnpassedRun(r.Run!.Value, r.Name, r.Outcome, PlainText.OneLine(r.Why)))],
        Seconds = Spread.Of(runs.Where(r => r.Outcome is not (Outcome.Skip or Outcome.Cancelled)).Select(r => (r.Finished - r.Started).TotalSeconds)),
        Metrics = [.. Metrics(runs)],
    };

    private static IEnumerable<MetricSpread> Metrics(TestReport[] runs) =>
        from run in runs
        from part in Parts(run)
        from metric in part.Metrics.GroupBy(m => (m.Name, m.Unit)).Select(same => same.Last())
        group metric.Value by (part.Stream, part.Nested, metric.Name, metric.Unit) into values
        let spread = Spread.Of(values)
        where spread is not null
        select new MetricSpread(values.Key.Stream, values.Key.Nested, values.Key.Name, values.Key.Unit, spread);

    // The last is the test as a whole.
    private static IEnumerable<(string Stream, string Nested, ImmutableArray<MetricReport> Metrics)> Parts(TestReport run) =>
    [
        .. from stream in run.Streams
           from nested in stream.Nested
           select (stream.Name, nested.Id, nested.Metrics),
        ("", "", run.Metrics),
    ];
}
