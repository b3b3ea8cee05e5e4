using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamLib.Plans;

/// <summary>What a terminal leaves visible of a line that a program wrote: no colours, and of a progress bar only its last state.</summary>
internal static class TerminalLine
{
    private const int MostColumns = 64 * 1024;

    private static readonly SearchValues<char> s_controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n')).Append(0x7F).Select(c => (char)c)]);

    /// <summary>The text as it looks in the end. Each line of it is one line of a terminal that is as wide as it needs.</summary>
    public static string Visible(string text)
    {
        if (!text.AsSpan().ContainsAny(s_controls)) return text;
        return text.Contains('\n') ? string.Join('\n', text.Split('\n').Select(VisibleLine)) : VisibleLine(text);
    }

    /// <summary>Where the escape sequence ends that begins at <paramref name="escape"/>: its last character.</summary>
    public static int EndOfEscape(string text, int escape)
    {
        if (escape + 1 >= text.Length) return escape;
        var i = escape + 1;
        switch (text[i])
        {
            case '[':
                do i++;
                while (i < text.Length && text[i] is >= ' ' and <= '?');
                return i < text.Length && text[i] is >= '@' and <= '~' ? i : i - 1;
            case ']' or 'P' or 'X' or '^' or '_':
                while (++i < text.Length)
                {
                    if (text[i] == '\a') return i;
                    if (text[i] == '\n') return i - 1;
                    if (text[i] == '\e' && i + 1 < text.Length && text[i + 1] == '\\') return i + 1;
                }

                return i;
            default:
                while (i < text.Length && text[i] is >= ' ' and <= '/') i++;
                return i;
        }
    }

    private static string VisibleLine(string line)
    {
        // A return at the end moves the cursor and changes nothing.
        var isReturned = line.EndsWith('\r');
        line = line.TrimEnd('\r');
        if (!line.AsSpan().ContainsAny(s_controls)) return line;
        var (shown, cursor) = (new StringBuilder(line.Length), 0);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\e')
            {
                var end = EndOfEscape(line, i);
                if (end < line.Length && i + 1 < line.Length && line[i + 1] == '[')
                    cursor = Do(line.AsSpan(i + 2, end - i - 1), shown, cursor);
                i = end;
            }
            else if (c == '\r')
            {
                cursor = 0;
            }
            else if (c == '\b')
            {
                cursor = Math.Max(0, cursor - 1);
            }
            else if (!s_controls.Contains(c))
            {
                cursor = Put(shown, cursor, c);
            }
        }

        if (isReturned) cursor = 0;
        // What was erased by spaces is gone; those that the cursor has passed are shown, as after a prompt.
        while (shown.Length > cursor && shown[^1] == ' ') shown.Length--;
        return shown.ToString();
    }

    private static int Put(StringBuilder shown, int cursor, char c)
    {
        if (cursor > shown.Length) shown.Append(' ', cursor - shown.Length);
        if (cursor == shown.Length) shown.Append(c);
        else shown[cursor] = c;
        return cursor + 1;
    }

    // The sequences that move the cursor within the line, or erase parts of it.
    private static int Do(ReadOnlySpan<char> sequence, StringBuilder shown, int cursor)
    {
        if (sequence.IsEmpty) return cursor;
        var isNumber = int.TryParse(sequence[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        number = Math.Min(number, MostColumns);
        switch (sequence[^1])
        {
            case 'C':
                return Math.Min(cursor + Math.Max(1, number), MostColumns);
            case 'D':
                return Math.Max(0, cursor - Math.Max(1, number));
            case 'G':
                return Math.Clamp(number - 1, 0, MostColumns);
            case 'K' when number == 0 && (isNumber || sequence.Length == 1):
                if (cursor < shown.Length) shown.Length = cursor;
                return cursor;
            case 'K' when number == 1:
                for (var i = 0; i < Math.Min(cursor + 1, shown.Length); i++) shown[i] = ' ';
                return cursor;
            case 'K' when number == 2:
                shown.Clear();
                return cursor;
            default:
                return cursor;
        }
    }
}
