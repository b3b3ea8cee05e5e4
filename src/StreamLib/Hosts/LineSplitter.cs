using System.Globalization;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Turns bytes into lines of text, as a terminal leaves them visible; of a line longer than 64 Ki characters comes the beginning,
/// and how much was left out.</summary>
/// <param name="line">Receives each line that has ended.</param>
/// <param name="flood">Which of them are not wanted.</param>
/// <param name="open">Receives what is visible of a line that has not ended, each time that it has changed.</param>
internal sealed class LineSplitter(Action<string> line, Flood? flood = null, OpenLine? open = null)
{
    private const int Limit = 64 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private long _leftOut;
    private bool _returned;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (flood?.IsOn() == true) bytes = LastOf(bytes);
        Span<char> decoded = stackalloc char[2048];
        while (bytes.Length > 0)
        {
            _decoder.Convert(bytes, decoded, flush: false, out var used, out var count, out _);
            bytes = bytes[used..];
            Split(decoded[..count]);
        }

        if (_text.Length > 0 && open?.IsWanted() == true) open.Seen(TerminalLine.Visible(_text.ToString()));
    }

    /// <summary>Hands over the last line when it has no end.</summary>
    public void End()
    {
        Span<char> decoded = stackalloc char[16];
        _decoder.Convert([], decoded, flush: true, out _, out var count, out _);
        Split(decoded[..count]);
        if (_text.Length > 0)
            Emit();
    }

    // What belongs to none of the last lines is only counted: reading it as text costs much more than all else.
    private ReadOnlySpan<byte> LastOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length;
        for (var i = 0; i <= Flood.LastLines; i++)
        {
            end = bytes[..end].LastIndexOf((byte)'\n');
            if (end < 0) return bytes;
        }

        var skipped = bytes[..(end + 1)];
        flood!.LeftOut(skipped.Count((byte)'\n'));
        _decoder.Reset();
        Clear();
        return bytes[(end + 1)..];
    }

    private void Split(ReadOnlySpan<char> chars)
    {
        while (chars.Length > 0)
        {
            var end = chars.IndexOfAny('\n', '\r');
            var part = end < 0 ? chars : chars[..end];
            var take = Math.Min(part.Length, Math.Max(0, Limit - _text.Length));
            _text.Append(part[..take]);
            _leftOut += part.Length - take;
            if (end < 0) return;
            if (chars[end] == '\n') Emit();
            else Return();
            chars = chars[(end + 1)..];
        }
    }

    // A progress bar of very many pieces is one line, and no longer than what it shows.
    private void Return()
    {
        if (_returned)
        {
            var shown = TerminalLine.Visible(_text.ToString());
            _text.Clear().Append(shown);
        }

        if (open?.IsWanted() == true && _text.Length > 0) open.Seen(TerminalLine.Visible(_text.ToString()));
        _text.Append('\r');
        _returned = true;
    }

    private void Emit()
    {
        var text = TerminalLine.Visible(_text.ToString());
        if (_leftOut > 0) text += string.Create(CultureInfo.InvariantCulture, $"… [{_leftOut} more characters]");
        Clear();
        line(text);
    }

    private void Clear()
    {
        _text.Clear();
        _leftOut = 0;
        _returned = false;
    }
}
