using System.Globalization;

namespace StreamLib.Plans;

/// <summary>Reads what the options of a front end are given.</summary>
public static class OptionText
{
    /// <summary>Reads what an option is given; where that cannot be read, the error names the option.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="option">The option as its user writes it, as in <c>--timeout</c>.</param>
    /// <param name="text">What it is given.</param>
    /// <param name="parse">Reads it.</param>
    /// <exception cref="PlanException">It cannot be read.</exception>
    public static T Read<T>(string option, string text, Func<string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        try
        {
            return parse(text);
        }
        catch (PlanException e)
        {
            throw new PlanException(e.Gaps.Select(gap => gap with { Message = $"{option}: {gap.Message}" }));
        }
    }

    /// <summary>Reads a whole number from 0.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is none.</exception>
    public static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new PlanException("SL1053", $"'{text}' is no number: write digits only, as in 3.");

    /// <summary>Reads what an option that may be repeated is given.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="option">The option as its user writes it, as in <c>--param</c>.</param>
    /// <param name="texts">All that it is given.</param>
    /// <param name="parse">Reads it.</param>
    /// <exception cref="PlanException">It cannot be read.</exception>
    public static T Read<T>(string option, IEnumerable<string> texts, Func<IEnumerable<string>, T> parse) => Read(option, "", _ => parse(texts));
}
