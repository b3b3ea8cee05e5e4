namespace StreamLib.Plans;

/// <summary>Tells a slip of the pen from a name of its own.</summary>
internal static class Spelling
{
    private const int Slips = 2;

    /// <summary>The name that was meant; <c>null</c> when <paramref name="written"/> is one of them, or like none of them.</summary>
    public static string? Meant(string written, ReadOnlySpan<string> names)
    {
        string? nearest = null;
        var least = Slips + 1;
        foreach (var name in names)
        {
            var distance = Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance == 0) return null;
            if (distance < least && distance < name.Length / 2) (nearest, least) = (name, distance);
        }

        return nearest;
    }

    /// <summary>The question that suggests the name that was meant, with a blank before it; empty where none is like it.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="names">The names that there are.</param>
    public static string Question(string written, params IEnumerable<string> names) =>
        Meant(written, names.ToArray()) is { } meant ? $" Did you mean {meant}?" : "";

    /// <summary>How many letters have to be put in, left out, changed, or swapped with their neighbour.</summary>
    internal static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                var least = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, changed);
                var isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                rows[i, j] = isSwap ? Math.Min(least, rows[i - 2, j - 2] + 1) : least;
            }
        }

        return rows[from.Length, to.Length];
    }
}
