using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace StreamLib.Sync;

/// <summary>Bytes of answers on their way out: in the room that is given, on the stack, and when that is too small in an array of the pool.</summary>
/// <param name="room">Room for short answers.</param>
internal ref struct AnswerBuffer(Span<byte> room)
{
    private Span<byte> bytes = room;
    private byte[]? rented;

    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> Written => bytes[..Length];

    internal void Clear() => Length = 0;

    internal void Write(scoped ReadOnlySpan<byte> part)
    {
        part.CopyTo(Room(part.Length));
        Length += part.Length;
    }

    internal void Write(string text)
    {
        var fits = bytes.Length - Length >= Encoding.UTF8.GetMaxByteCount(text.Length);
        Length += Encoding.UTF8.GetBytes(text, fits ? bytes[Length..] : Room(Encoding.UTF8.GetByteCount(text)));
    }

    internal void Write(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        Length += written;
    }

    public void Dispose()
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        this = default;
    }

    private Span<byte> Room(int count)
    {
        if (bytes.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * bytes.Length, Length + count));
            Written.CopyTo(larger);
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
            bytes = rented = larger;
        }

        return bytes[Length..];
    }
}
