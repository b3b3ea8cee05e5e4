namespace StreamLib.Events;

/// <summary>Writes what passes, with <c>***</c> in place of what is hidden, also where it comes in pieces. All else is written byte for byte.</summary>
internal sealed class MaskedStream(Stream inner, IReadOnlyList<byte[]> hidden) : Stream
{
    private readonly int longest = hidden.Max(one => one.Length);
    private byte[] held = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether something was hidden.</summary>
    public bool HasHidden { get; private set; }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (held.Length == 0) Pass(buffer);
        else Pass([.. held, .. buffer]);
    }

    // Here, not on another thread, as a stream does it that knows no better.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes through; a beginning of something hidden is held until it is clear what follows.</summary>
    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Write(held);
            held = [];
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        while (First(bytes) is var (at, length) && at >= 0)
        {
            inner.Write(bytes[..at]);
            inner.Write("***"u8);
            HasHidden = true;
            bytes = bytes[(at + length)..];
        }

        var tail = HeldLength(bytes);
        inner.Write(bytes[..^tail]);
        held = bytes[^tail..].ToArray();
    }

    // Of those that begin at the same place, the longest.
    private (int At, int Length) First(ReadOnlySpan<byte> bytes)
    {
        var first = (At: -1, Length: 0);
        foreach (var one in hidden)
        {
            var at = bytes.IndexOf(one);
            if (at >= 0 && (first.At < 0 || at < first.At)) first = (at, one.Length);
        }

        return first;
    }

    // How much of the end may be the beginning of something hidden.
    private int HeldLength(ReadOnlySpan<byte> bytes)
    {
        for (var length = Math.Min(longest - 1, bytes.Length); length > 0; length--)
        {
            var end = bytes[^length..];
            foreach (var one in hidden)
                if (one.Length > length && one.AsSpan().StartsWith(end)) return length;
        }

        return 0;
    }
}
