using System.Collections;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamLib.Hosts;

/// <summary>The variables of this machine that the ssh configuration sends to a host (<c>SendEnv</c>).</summary>
internal static class SentEnvironment
{
    /// <summary>Those that match, as <c>NAME=VALUE</c>.</summary>
    /// <param name="patterns">Names with the wildcards <c>*</c> and <c>?</c>, separated by white space.</param>
    /// <param name="environment">The environment; <c>null</c> for that of this process.</param>
    public static IEnumerable<string> Of(string patterns, ImmutableDictionary<string, string>? environment)
    {
        var names = patterns.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Pattern).ToArray();
        return (environment ?? OfThisProcess()).Where(v => names.Any(name => name.IsMatch(v.Key))).Select(v => $"{v.Key}={v.Value}");
    }

    private static Regex Pattern(string pattern) => new(
        $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    private static IEnumerable<KeyValuePair<string, string>> OfThisProcess() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));
}
