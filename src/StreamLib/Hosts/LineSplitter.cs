using System.Text;

namespace StreamLib.Hosts;

/// <summary>Turns bytes into lines of text; a line longer than 64 KiB comes in pieces.</summary>
internal sealed class LineSplitter(Action<string> line)
{
    private const int Limit = 64 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _decoded = new char[4096];
    private readonly StringBuilder _text = new();

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            _decoder.Convert(bytes, _decoded, flush: false, out var used, out var count, out _);
            bytes = bytes[used..];
            Split(_decoded.AsSpan(0, count));
        }
    }

    /// <summary>Hands over the last line when it has no end.</summary>
    public void End()
    {
        _decoder.Convert([], _decoded, flush: true, out _, out var count, out _);
        Split(_decoded.AsSpan(0, count));
        if (_text.Length > 0)
            Emit();
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

            if (_text.Length == Limit)
                Emit();
            var end = chars.IndexOf('\n');
            var take = Math.Min(end < 0 ? chars.Length : end, Limit - _text.Length);
            _text.Append(chars[..take]);
            chars = chars[take..];
        }
    }

    private void Emit()
    {
        var text = _text.ToString();
        _text.Clear();
        line(text);
    }
}
