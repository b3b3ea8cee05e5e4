using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Judges what a step measured by the limits of its metrics.</summary>
internal static class Limits
{
    private const int MostNames = 10;

    /// <summary>The result of a step that passed: a failure when a metric does not keep to its limit, was not measured, or was measured in another unit. All else stays as it is.</summary>
    /// <param name="step">The step.</param>
    /// <param name="ran">How it ended.</param>
    /// <param name="report">What it reported.</param>
    /// <param name="isWhole">Whether it had the time to measure all; else only what was measured is judged.</param>
    public static NestedResult Of(Step step, NestedResult ran, ReportedLines report, bool isWhole)
    {
        if (step.Limits.IsEmpty || ran.Outcome is not (Outcome.Pass or Outcome.Warn)) return ran;
        var broken = step.Limits.Where(limit => isWhole || report.Metrics.Any(m => m.Name == limit.Metric)).Select(limit => Broken(limit, report.Metrics)).OfType<string>().ToList();
        // One of them may be that of a limit.
        if (report.StrangeMetric is { } unread) broken.Add($"a metric cannot be read: {unread}");
        return broken.Count == 0 ? ran : ran with { Outcome = Outcome.Fail, Message = string.Join("; ", broken.Append(ran.Message).Where(m => m.Length > 0)) };
    }

    private static string? Broken(MetricLimit limit, ImmutableArray<Metric> metrics)
    {
        var measured = metrics.Where(m => m.Name == limit.Metric).ToList();
        if (measured.Count == 0) return $"{limit.Metric} was not measured, and has the limit {limit} (measured: {Names(metrics)})";
        if (limit.Unit.Length > 0 && measured.Find(m => m.Unit != limit.Unit) is { } other)
            return $"{limit.Metric} was measured {(other.Unit.Length == 0 ? "without a unit" : $"in {other.Unit}")}, and its limit is {limit}";
        if (measured.Find(m => !limit.Allows(m.Value)) is not { } first) return null;
        var which = measured.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {measured.Count(m => !limit.Allows(m.Value))} of {measured.Count} values");
        return string.Create(CultureInfo.InvariantCulture, $"{limit.Metric} is {first.Value} {first.Unit}").TrimEnd() + $", and its limit is {limit}{which}";
    }

    private static string Names(ImmutableArray<Metric> metrics)
    {
        var names = metrics.Select(m => m.Name).Distinct().ToList();
        return names.Count == 0 ? "nothing" : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MostNames} more") : "");
    }
}
