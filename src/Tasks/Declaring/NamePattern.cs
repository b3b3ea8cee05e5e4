using System.IO.Enumeration;

namespace StreamLib.Tasks;

/// <summary>Names with <c>*</c> and <c>?</c> in them.</summary>
internal static class NamePattern
{
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
