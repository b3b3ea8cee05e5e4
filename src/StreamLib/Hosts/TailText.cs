using System.Text;

namespace StreamLib.Hosts;

/// <summary>Text of which only the end is kept.</summary>
internal sealed class TailText(int limit)
{
    private byte[] _bytes = new byte[Math.Min(limit, 1024)];
    private int _length;
    private long _dropped;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit)
        {
            _dropped += bytes.Length - limit;
            bytes = bytes[^limit..];
        }

        // Twice the limit, so that dropping is rare.
        if (_length + bytes.Length > 2 * limit)
        {
            var keep = limit - bytes.Length;
            _dropped += _length - keep;
            Buffer.BlockCopy(_bytes, _length - keep, _bytes, 0, keep);
            _length = keep;
        }

        if (_length + bytes.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, Math.Min(2 * limit, _bytes.Length * 2)));

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The text, read as UTF-8, with a first line that says how much is missing.</summary>
    public override string ToString()
    {
        var skip = Math.Max(0, _length - limit);
        var dropped = _dropped + skip;
        var text = Encoding.UTF8.GetString(_bytes, skip, _length - skip);
        return dropped == 0 ? text : $"[{dropped} bytes left out]\n{text}";
    }
}
