using System.Buffers;
using System.Text.Unicode;

namespace StreamLib.Sync;

/// <summary>Makes text of the bytes of a line, without keeping it.</summary>
/// <param name="room">Room for a short line.</param>
internal ref struct LineDecoder(Span<char> room)
{
    internal const int ShortLine = 512;
    private readonly Span<char> room = room;
    private char[]? rented;
    private bool isText;

    private ReadOnlySpan<char> Text { get; set; }

    internal void Decode(scoped ReadOnlySpan<byte> line)
    {
        if (line.Length > room.Length && (rented is null || rented.Length < line.Length))
        {
            Dispose();
            rented = ArrayPool<char>.Shared.Rent(line.Length);
        }

        var chars = line.Length > room.Length ? rented : room;
        isText = Utf8.ToUtf16(line, chars, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done;
        Text = chars[..length];
    }

    internal readonly Answer Execute(Session session, Waiter waiter)
    {
        if (!isText) return Answer.Fail(SyncError.Usage, "the line is not UTF-8");
        foreach (var c in Text)
            if (char.IsControl(c) && c != '\t') return Answer.Fail(SyncError.Usage, $"the line holds the control character U+{(int)c:X4}");
        return session.Execute(Text, waiter);
    }

    public void Dispose()
    {
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        rented = null;
    }
}
