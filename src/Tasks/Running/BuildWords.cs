using System.Text.RegularExpressions;

namespace StreamLib.Tasks;

/// <summary>Says in the words of a build what the library says in those of a command line.</summary>
internal static partial class BuildWords
{
    private const int LongestError = 4000;

    // Where the property is not called as the option is.
    private static readonly Dictionary<string, string> s_others = new(StringComparer.Ordinal)
    {
        ["param"] = "Parameters",
        ["secret"] = "Secrets",
        ["results"] = "ResultsDirectory",
    };

    private static readonly HashSet<string> s_properties = [.. BuildProperties.Names];

    /// <summary>The same text with <c>-p:StreamTimeout</c> for <c>--timeout</c>, wherever the library names an option.</summary>
    /// <param name="text">A text of the library, with no output of a test in it.</param>
    public static string Of(string text) =>
        Option().Replace(text, option => Property(option.Groups[1].Value) is { } property ? $"-p:{property}" : option.Value);

    /// <summary>The same for a text in which a test may have a say: only where it can be the library alone.</summary>
    /// <param name="text">Why something failed.</param>
    public static string OfOutcome(string text) => Named().Replace(text, named => Of(named.Value));

    /// <summary>A text as one error: a console repeats the code for each line of it, so that it looks like several.</summary>
    /// <param name="text">What is wrong.</param>
    public static string OneLine(string text)
    {
        var line = string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= LongestError ? line : $"{line[..LongestError]}…";
    }

    private static string? Property(string option)
    {
        var name = s_others.GetValueOrDefault(option)
            ?? string.Concat(option.Split('-').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
        return s_properties.Contains($"Stream{name}") ? $"Stream{name}" : null;
    }

    [GeneratedRegex("(?<![A-Za-z0-9-])--([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex Option();

    [GeneratedRegex(@"\((?:option )?--[a-z-]+\)|Leave out --[a-z-]+")]
    private static partial Regex Named();
}
