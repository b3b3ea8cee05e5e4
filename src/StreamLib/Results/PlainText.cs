using System.Buffers;
using System.Globalization;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Makes text that any program wrote safe for reports: no escape sequences, nothing that XML forbids.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n')).Select(c => (char)c), .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c), .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    /// <summary>The text without escape sequences and forbidden characters; line ends become <c>\n</c>, and of a line that was written over
    /// only what is left.</summary>
    public static string Clean(string text)
    {
        if (text.Contains('\r')) text = TerminalLine.Visible(text);
        var first = text.AsSpan().IndexOfAny(Suspect);
        if (first < 0) return text;
        var clean = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\e') i = TerminalLine.EndOfEscape(text, i);
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) clean.Append(c).Append(text[++i]);
            else if (!Suspect.Contains(c)) clean.Append(c);
        }

        return clean.ToString();
    }

    /// <summary>The lines of the text, cleaned.</summary>
    public static string[] Lines(string text)
    {
        var clean = Clean(text);
        return clean.Contains('\n') ? clean.TrimEnd('\n').Split('\n') : [clean];
    }

    /// <summary>A line of output as it is, cleaned, cut when it is longer than <paramref name="longest"/>.</summary>
    public static string Cut(string text, int longest = 1000)
    {
        var line = Clean(text).TrimEnd().Replace('\n', ' ');
        return line.Length <= longest ? line : $"{line.AsSpan(0, Whole(line, longest - 1))}…";
    }

    /// <summary>The text on one line, without what surrounds it, cut when it is longer than <paramref name="longest"/>.</summary>
    public static string OneLine(string text, int longest = 1000) =>
        Cut(string.Join(' ', Lines(text).Select(l => l.Trim()).Where(l => l.Length > 0)), longest);

    /// <summary>Cleaned text of a bounded length: the first and the last part of what is longer.</summary>
    public static string Bounded(string text, int longest = 60_000)
    {
        var clean = Clean(text);
        if (clean.Length <= longest) return clean;
        var half = longest / 2;
        var head = Whole(clean, half);
        var tail = Whole(clean, clean.Length - half);
        return string.Create(CultureInfo.InvariantCulture, $"{clean.AsSpan(0, head)}\n...[{tail - head} characters left out]...\n{clean.AsSpan(tail)}");
    }

    private static int Whole(string text, int cut) => char.IsLowSurrogate(text[cut]) ? cut - 1 : cut;
}
