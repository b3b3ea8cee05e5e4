using System.Globalization;

namespace StreamLib.Plans;

/// <summary>Reads lengths of time as people write them.</summary>
public static class Duration
{
    // What a timer of .NET can wait for.
    private const double LongestSeconds = 49 * 86400;

    /// <summary>Reads <c>500ms</c>, <c>90s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>, or a plain number of seconds.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is none of these, not more than zero, or more than 49 days.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var digits = trimmed.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        double? unit = trimmed[digits..] switch { "ms" => 0.001, "" or "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => null };
        return unit is { } seconds
            && double.TryParse(trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * seconds is > 0 and <= LongestSeconds
                ? TimeSpan.FromSeconds(number * seconds)
                : throw new PlanException("SL1050", $"'{text}' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.");
    }
}
