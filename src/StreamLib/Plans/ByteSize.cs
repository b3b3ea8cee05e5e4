using System.Globalization;

namespace StreamLib.Plans;

/// <summary>Reads and writes numbers of bytes as people write them.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Reads <c>500K</c>, <c>20M</c>, <c>1.5G</c>, <c>2T</c>, with <c>B</c> or <c>iB</c> behind it or not, or a plain number of bytes; K is 1,024.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is none of these.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var digits = trimmed.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        double? unit = trimmed[digits..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "K" or "KB" or "KIB" => 1L << 10,
            "M" or "MB" or "MIB" => 1L << 20,
            "G" or "GB" or "GIB" => 1L << 30,
            "T" or "TB" or "TIB" => 1L << 40,
            _ => null,
        };
        return unit is { } bytes
            && double.TryParse(trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * bytes < long.MaxValue / 4
                ? (long)(number * bytes)
                : throw new PlanException("SL1052", $"'{text}' is no size: write a number and K, M, G or T, as in 500M or 2G.");
    }

    /// <summary>The size in the largest unit of which there is one, as in <c>1.5 GiB</c>.</summary>
    public static string Text(long bytes)
    {
        var (number, unit) = ((double)bytes, 0);
        for (; number >= 1024 && unit < Units.Length - 1; unit++)
            number /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {Units[unit]}");
    }
}
