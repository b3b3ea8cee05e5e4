using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Results;

/// <summary>Counts what a nested test measured: the first values are kept, and of all the count, the extremes, the mean and the
/// last.</summary>
internal sealed class MetricTally
{
    private const int MostKept = 1000;
    private const int MostNames = 1000;
    private readonly List<MetricReport> kept = [];
    private readonly Dictionary<(string Name, string Unit), Count> counts = [];
    private readonly List<Count> inOrder = [];
    private int ofOthers;

    public void Add(MetricReport metric)
    {
        if (!counts.TryGetValue((metric.Name, metric.Unit), out var count))
        {
            if (counts.Count == MostNames)
            {
                ofOthers++;
                return;
            }

            counts[(metric.Name, metric.Unit)] = count = new Count(metric);
            inOrder.Add(count);
        }

        count.Add(metric);
        if (kept.Count == MostKept) return;
        kept.Add(metric);
        count.Kept++;
    }

    /// <summary>The first values, in order, and after them the last value of each metric that has more.</summary>
    public ImmutableArray<MetricReport> Values => [.. kept, .. inOrder.Where(c => c.IsBounded).Select(c => c.Last)];

    /// <summary>What the values of each metric are together of which not all are kept; <c>null</c> when all are.</summary>
    public IReadOnlyList<MetricTotal>? Totals =>
        inOrder.Where(c => c.IsBounded).Select(c => c.Total).ToArray() is { Length: > 0 } totals ? totals : null;

    /// <summary>What is not kept.</summary>
    public IEnumerable<string> Bounds
    {
        get
        {
            foreach (var count in inOrder.Where(c => c.IsBounded)) yield return count.Note;
            if (ofOthers > 0)
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"more than {MostNames} metrics: {ofOthers} values of others are only in events.jsonl");
        }
    }

    private sealed class Count(MetricReport first)
    {
        private double mean;

        public int Kept { get; set; }

        public MetricReport Last { get; private set; } = first;

        public MetricTotal Total { get; private set; } = new(first.Name, first.Unit, 0, first.Value, first.Value, first.Value, first.Value);

        public bool IsBounded => Total.Count > Kept;

        public string Note
        {
            get
            {
                var (name, unit, count, min, max, _, last) = Total;
                var values = string.Create(CultureInfo.InvariantCulture,
                    $"min {min}, max {max}, mean {Total.Mean.Short()}, last {last} {unit}");
                return string.Create(CultureInfo.InvariantCulture,
                    $"metric {name}: {count} values, the first {Kept} are listed; {values}").TrimEnd();
            }
        }

        public void Add(MetricReport metric)
        {
            var number = Total.Count + 1;
            // No sum, which could be too large for a number.
            mean += (metric.Value / number) - (mean / number);
            Last = metric;
            var (min, max) = (Math.Min(Total.Min, metric.Value), Math.Max(Total.Max, metric.Value));
            Total = new(metric.Name, metric.Unit, number, min, max, mean, metric.Value);
        }
    }
}
