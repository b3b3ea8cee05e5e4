using System.Text;

namespace StreamLib.Hosts;

/// <summary>The one place where data becomes shell text.</summary>
internal static class ShellQuote
{
    /// <summary>A word that every shell reads as <paramref name="text"/>.</summary>
    public static string Word(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A shell cannot be given text with a NUL in it.", nameof(text));

        return text.Length > 0 && text.All(IsPlain) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A pattern of file names: <c>* ? [ ]</c> mean what they mean to a shell, all else is itself.</summary>
    public static string Pattern(string text) =>
        string.Concat(text.Select(c => IsPlain(c) || "*?[]".Contains(c, StringComparison.Ordinal) ? $"{c}" : Word($"{c}")));

    /// <summary>A command line of these words.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Word));

    /// <summary>One line of ASCII that <c>printf %b</c> turns into <paramref name="script"/>.</summary>
    public static string Escape(string script) => Escape(Encoding.UTF8.GetBytes(script));

    /// <summary>One line of ASCII that <c>printf %b</c> turns into <paramref name="bytes"/>.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var line = new StringBuilder(bytes.Length + 256);
        foreach (var b in bytes)
        {
            _ = b switch
            {
                (byte)'\\' => line.Append(@"\\"),
                (byte)'\n' => line.Append(@"\n"),
                >= 0x20 and < 0x7f => line.Append((char)b),
                _ => line.Append(@"\0").Append((char)('0' + (b >> 6))).Append((char)('0' + ((b >> 3) & 7))).Append((char)('0' + (b & 7))),
            };
        }

        return line.ToString();
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal);
}
