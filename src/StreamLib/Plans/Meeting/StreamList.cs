using System.Globalization;

namespace StreamLib.Plans;

/// <summary>The streams that meet at a barrier, by name, as in <c>server,client1</c>.</summary>
internal static class StreamList
{
    /// <summary>How one can say whom a barrier waits for.</summary>
    public const string Forms = "a number from 1, all, role:NAME or the names of streams, as in server,client1";

    /// <summary>The names in order, each once; <c>null</c> for another count, or one that is wrong.</summary>
    public static string[]? Parse(string text)
    {
        // A number that is wrong, as -1 or 1.5, names no stream.
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return null;
        var names = text.Split(',');
        return names.Any(name => name.Length == 0 || name == "all" || name.StartsWith("role:", StringComparison.Ordinal))
            ? null
            : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
