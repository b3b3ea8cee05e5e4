using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamLib.Results;

/// <summary>Names that every reader of result files takes, and takes apart: safe, never only a number, unique, the same on every run.</summary>
internal sealed class CaseNames
{
    private const int Longest = 240;
    private readonly HashSet<(string, string)> cases = [];
    private readonly HashSet<string> suites = [];

    public string Suite(string name) => Unique(name, suites.Add);

    public string Case(string className, string name) => Unique(name, unique => cases.Add((className, unique)));

    /// <summary>A part of a class name. A dot would be taken for a new level, a comma for its end.</summary>
    public static string Part(string name) => Safe(name).Replace('.', '_').Replace(',', '_');

    /// <summary>The name of a case; <paramref name="kind"/> goes before what would be read as a number.</summary>
    public static string Short(string name, string kind)
    {
        var safe = Safe(name).Replace('.', '_');
        if (safe.Length > Longest) safe = safe[..Longest];
        return safe.All(c => char.IsAsciiDigit(c) || c is '_' or '-' or '+') ? $"{kind} {safe}" : safe;
    }

    /// <summary>The namespace of a test; its dots are levels.</summary>
    public static string Namespace(string name) => string.Join('.', name.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(Part));

    /// <summary>A GUID (version 8) made from these texts alone.</summary>
    public static Guid Id(params ReadOnlySpan<string> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static string Safe(string name)
    {
        var safe = string.Concat(PlainText.OneLine(name, Longest).Select(c => c is '<' or '>' or '&' or '"' or '\'' or '\t' or '/' or '\\' ? '_' : c)).Trim();
        return safe.Length == 0 ? "_" : safe;
    }

    private static string Unique(string name, Func<string, bool> add)
    {
        if (add(name)) return name;
        for (var i = 2; ; i++)
        {
            var unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({i})");
            if (add(unique)) return unique;
        }
    }
}
