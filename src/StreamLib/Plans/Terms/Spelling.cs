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

    /// <summary>How many letters have to be put in, left out or changed.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)), row[j]);
        }

        return row[^1];
    }
}
