namespace StreamLib.Plans;

/// <summary>Reads terms from the words of a command line, as in <c>port=auto ready="output listening on"</c>.</summary>
internal static class TermWords
{
    /// <summary>What the words say, by the names of the terms.</summary>
    /// <param name="words">The words, KEY=VALUE each.</param>
    /// <param name="names">The names that there are.</param>
    /// <exception cref="PlanException">A word is not written so, there is no such term, or it is written twice: all that is wrong is named at once.</exception>
    public static Dictionary<string, string> Read(IEnumerable<string> words, IReadOnlyCollection<string> names)
    {
        var gaps = new List<PlanGap>();
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at)) gaps.Add(new("SL1085", $"'{word}' is not understood: write KEY=VALUE, with one of {Listed(names)}."));
            else if (names.FirstOrDefault(name => Same(name, word[..at])) is not { } name) gaps.Add(new("SL1085", Unknown(word[..at], names)));
            else if (!read.TryAdd(name, word[(at + 1)..])) gaps.Add(new("SL1085", $"{word[..at]} is given twice: leave one of them out."));
        }

        return gaps.Count == 0 ? read : throw new PlanException(gaps);
    }

    private static bool Same(string name, string written) => string.Equals(name, written.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static string Unknown(string written, IReadOnlyCollection<string> names) =>
        $"there is no {written}{(Spelling.Meant(written.Replace("-", "", StringComparison.Ordinal), names.ToArray()) is { } meant ? $": write {Written(meant)}" : "")}. There are {Listed(names)}.";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(Written));

    /// <summary>A name as it is written on a command line: <c>known-issue</c> for <c>KnownIssue</c>.</summary>
    public static string Written(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
