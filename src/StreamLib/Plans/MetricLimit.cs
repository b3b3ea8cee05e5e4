using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>What a metric must keep to, as in <c>throughput>=900 Mbit/s</c>.</summary>
public sealed partial record MetricLimit
{
    private MetricLimit(string metric, string comparison, double bound, string unit) => (Metric, Comparison, Bound, Unit) = (metric, comparison, bound, unit);

    /// <summary>The name of the metric.</summary>
    public string Metric { get; }

    /// <summary><c>&lt;</c>, <c>&lt;=</c>, <c>></c> or <c>>=</c>.</summary>
    public string Comparison { get; }

    /// <summary>What the metric is compared to.</summary>
    public double Bound { get; }

    /// <summary>The unit in which it must have been measured; empty for any.</summary>
    public string Unit { get; }

    /// <summary>Whether a value keeps to it.</summary>
    public bool Allows(double value) => Comparison switch
    {
        "<" => value < Bound,
        "<=" => value <= Bound,
        ">" => value > Bound,
        _ => value >= Bound,
    };

    /// <summary>Reads <c>NAME&lt;=NUMBER</c> with <c>&lt;</c>, <c>&lt;=</c>, <c>></c> or <c>>=</c>, and the unit after the number when it matters.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is not written so.</exception>
    public static MetricLimit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Written().Match(text) is { Success: true } match
            && double.TryParse(match.Groups[3].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
            && double.IsFinite(bound)
            && !double.TryParse(match.Groups["unit"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new(match.Groups[1].Value, match.Groups[2].Value, bound, match.Groups["unit"].Value)
            : throw new PlanException(
                "SL1084",
                $"'{text}' is not a limit of a metric: write NAME<=NUMBER or NAME>=NUMBER, as in throughput>=900 or p99<=250 ms. "
                + "The number is finite, and each comparison is a limit of its own.");
    }

    /// <summary>Reads <c>throughput>=900</c> or <c>p99&lt;=250 ms</c>.</summary>
    public static implicit operator MetricLimit(string text) => Parse(text);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Metric}{Comparison}{Bound} {Unit}").TrimEnd();

    [GeneratedRegex(
        @"^\s*([^\s<>=]+)\s*(<=|>=|<|>)\s*(-?[0-9.]+(?:[eE][+-]?[0-9]+)?)"
        + @"(?:\s+(?<unit>[^\s<>=]+)|(?<unit>[^\s0-9,.<>=][^\s<>=]*))?\s*$")]
    private static partial Regex Written();
}
