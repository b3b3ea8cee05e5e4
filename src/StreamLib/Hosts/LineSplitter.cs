using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>Turns bytes into lines of text; of a line longer than 64 Ki characters comes the beginning, and how much was left out.</summary>
internal sealed class LineSplitter(Action<string> line, Flood? flood = null)
{
    private const int Limit = 64 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private long _leftOut;

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
        _text.Clear();
        _leftOut = 0;
        return bytes[(end + 1)..];
    }

    private void Split(ReadOnlySpan<char> chars)
    {
        while (chars.Length > 0)
        {
            if (chars[0] == '\n')
            {
                if (_text.Length > 0 && _text[^1] == '\r')
                    _text.Length--;
                Emit();
                chars = chars[1..];
                continue;
            }

            var end = chars.IndexOf('\n');
            var part = end < 0 ? chars : chars[..end];
            var take = Math.Min(part.Length, Limit - _text.Length);
            _text.Append(part[..take]);
            _leftOut += part.Length - take;
            chars = chars[part.Length..];
        }
    }

    private void Emit()
    {
        if (_leftOut > 0)
            _text.Append(CultureInfo.InvariantCulture, $"… [{_leftOut} more characters]");
        var text = _text.ToString();
        _text.Clear();
        _leftOut = 0;
        line(text);
    }
}
