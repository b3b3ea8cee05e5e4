namespace StreamLib.Results;

/// <summary>How much some values differ.</summary>
public sealed record Spread
{
    /// <summary>How many values there are: at least one.</summary>
    public required int Count { get; init; }

    /// <summary>The least of them.</summary>
    public required double Min { get; init; }

    /// <summary>The one in the middle; of an even number the mean of the two there.</summary>
    public required double Median { get; init; }

    /// <summary>Their mean.</summary>
    public required double Mean { get; init; }

    /// <summary>The greatest of them.</summary>
    public required double Max { get; init; }

    /// <summary>The standard deviation of a sample, with n - 1; 0 of a single value.</summary>
    public required double Deviation { get; init; }

    /// <summary>The deviation in percent of the mean; <c>null</c> where the mean is 0.</summary>
    public double? RelativePercent { get; init; }

    /// <summary>The spread of these values. What is not finite does not count.</summary>
    /// <returns><c>null</c> when there are none.</returns>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0) return null;
        // Scaled, so that the greatest values there are do not overflow.
        var mean = sorted.Sum(v => v / sorted.Length);
        var deviation = sorted.Length == 1 ? 0 : Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean) / (sorted.Length - 1)));
        var middle = sorted.Length / 2;
        return new Spread
        {
            Count = sorted.Length,
            Min = sorted[0],
            Median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] / 2) + (sorted[middle] / 2),
            Mean = mean,
            Max = sorted[^1],
            Deviation = deviation,
            RelativePercent = mean == 0 ? null : 100 * deviation / Math.Abs(mean),
        };
    }
}
