namespace StreamLib.Jobs;

/// <summary>Words for a POSIX shell.</summary>
internal static class Shell
{
    /// <summary>The word as a shell reads it back: in single quotes unless it is plain.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:=@%+,".Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>The name as part of an environment variable: upper case, with <c>_</c> for what such a name cannot hold.</summary>
    public static string Variable(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
