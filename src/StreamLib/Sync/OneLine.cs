namespace StreamLib.Sync;

/// <summary>Makes text of any origin fit into one line of a reply or a log.</summary>
internal static class OneLine
{
    private const int Longest = 4096;
    private const int MostNames = 20;

    internal static string Of(string text, int longest = Longest)
    {
        text = text.Trim();
        if (text.Length > longest) text = $"{text.AsSpan(0, char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)}…";
        return HasControl(text) ? string.Create(text.Length, text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }) : text;
    }

    /// <summary>Joins what may be many: the first twenty, and how many more there are.</summary>
    internal static string List(IEnumerable<string> items, string separator = ", ")
    {
        var all = items.ToList();
        return all.Count <= MostNames
            ? string.Join(separator, all)
            : $"{string.Join(separator, all.Take(MostNames))}{separator}and {all.Count - MostNames} more";
    }

    /// <summary>Joins names as a sentence does: <c>a, b and c</c>.</summary>
    internal static string Sentence(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "nobody",
        1 => names[0],
        <= MostNames => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        _ => List(names),
    };

    /// <summary>A span of time as people say it.</summary>
    internal static string Of(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => FormattableString.Invariant($"{Math.Max(0, time.TotalSeconds):0.#} s"),
        < 120 => FormattableString.Invariant($"{time.TotalSeconds:0} s"),
        < 7200 => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    private static bool HasControl(string text)
    {
        foreach (var c in text)
            if (char.IsControl(c)) return true;
        return false;
    }
}
