using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Finds variables of parameters that are read in another case than they have: <c>$PARAM_seconds</c> is empty.</summary>
internal static partial class ParameterCase
{
    /// <summary>A hint for each of them.</summary>
    /// <param name="text">A command line or script.</param>
    /// <param name="parameters">The names of the parameters.</param>
    public static IEnumerable<string> Hints(string text, IEnumerable<string> parameters)
    {
        var names = parameters.Select(p => (Name: p, Variable: VariableName.OfParameter(p))).ToArray();
        foreach (var read in Reference().Matches(text).Select(m => m.Groups[1].Value).Distinct())
        {
            if (names.Any(n => n.Variable == read) || IsAssigned(text, read)) continue;
            var (name, variable) = Array.Find(names, n => string.Equals(n.Variable, read, StringComparison.OrdinalIgnoreCase));
            if (name is not null)
                yield return $"reads ${read}, which is not set: the variable of parameter {name} is ${variable}, in upper case";
        }
    }

    private static bool IsAssigned(string text, string name) => Regex.IsMatch(text, $@"(?:^|[\s;&|(]){Regex.Escape(name)}=");

    [GeneratedRegex(@"\$\{?((?i:PARAM)_[A-Za-z0-9_]+)")]
    private static partial Regex Reference();
}
