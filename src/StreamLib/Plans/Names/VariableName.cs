namespace StreamLib.Plans;

/// <summary>Names as parts of environment variables.</summary>
internal static class VariableName
{
    /// <summary>The name in upper case, with <c>_</c> for what the name of a variable cannot hold. Different names can become the
    /// same.</summary>
    public static string Of(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    /// <summary>The variable of a parameter.</summary>
    public static string OfParameter(string name) => $"PARAM_{Of(name)}";
}
