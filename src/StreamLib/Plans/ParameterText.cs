using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>Reads parameters as command lines give them.</summary>
public static class ParameterText
{
    /// <summary>Reads <c>NAME=VALUE</c> pairs; a later one goes before an earlier one of the same name.</summary>
    /// <exception cref="PlanException">One of them is no such pair.</exception>
    public static ImmutableSortedDictionary<string, string> Parse(IEnumerable<string> pairs) => Parse(pairs, pair => $"'{pair}' is no parameter: write NAME=VALUE.");

    internal static ImmutableSortedDictionary<string, string> Parse(IEnumerable<string> pairs, Func<string, string> isNone)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var parameters = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new PlanException("SL1051", isNone(pair));
            if (pair.Contains('\0', StringComparison.Ordinal)) throw new PlanException("SL1051", $"{pair[..equals]} has a NUL in its name or value, which no environment can hold: encode it, as base64.");
            parameters[pair[..equals]] = pair[(equals + 1)..];
        }

        return parameters.ToImmutable();
    }
}
