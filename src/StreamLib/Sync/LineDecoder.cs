using System.Buffers;
using System.Text.Unicode;

namespace StreamLib.Sync;

/// <summary>Makes text of the bytes of a line, without keeping it, and hands it to the session.</summary>
internal static class LineDecoder
{
    private const int ShortLine = 512;

    internal static Answer Execute(Session session, in ReadOnlySequence<byte> line, Waiter waiter)
    {
        if (line.IsSingleSegment) return Execute(session, line.FirstSpan, waiter);
        var bytes = ArrayPool<byte>.Shared.Rent((int)line.Length);
        try
        {
            line.CopyTo(bytes);
            return Execute(session, bytes.AsSpan(0, (int)line.Length), waiter);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static Answer Execute(Session session, ReadOnlySpan<byte> line, Waiter waiter)
    {
        if (line.Length <= ShortLine) return Execute(session, line, stackalloc char[ShortLine], waiter);
        var chars = ArrayPool<char>.Shared.Rent(line.Length);
        try
        {
            return Execute(session, line, chars, waiter);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    private static Answer Execute(Session session, ReadOnlySpan<byte> line, Span<char> chars, Waiter waiter)
    {
        if (Utf8.ToUtf16(line, chars, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            return Answer.Fail(SyncError.Usage, "the line is not UTF-8");
        var text = chars[..length];
        foreach (var c in text)
            if (char.IsControl(c) && c != '\t') return Answer.Fail(SyncError.Usage, $"the line holds the control character U+{(int)c:X4}");
        return session.Execute(text, waiter);
    }
}
