using System.Buffers;

namespace StreamLib.Sync;

/// <summary>What <see cref="LineBuffer"/> found.</summary>
internal enum LineKind : byte
{
    /// <summary>No line end yet.</summary>
    None,
    Line,
    TooLong,
}

/// <summary>Bytes that came and are not served yet, cut into lines. It holds an array of the pool only while there are some.</summary>
internal struct LineBuffer(int longest)
{
    private const int ReadAtLeast = 1024;
    private byte[]? bytes;
    private int start;
    private int searched;
    private int end;
    private bool isSkipping;

    /// <summary>How many bytes a line may have.</summary>
    internal int Longest { get; set; } = longest;

    /// <summary>Whether it is known that it holds no whole line.</summary>
    internal readonly bool IsSearched => searched == end;

    /// <summary>Whether it holds as much as may be sent ahead: two lines of the greatest length.</summary>
    internal readonly bool IsFull => end - start >= 2 * Math.Max(Longest, 4 * ReadAtLeast);

    /// <summary>The answer to a line that is too long.</summary>
    internal readonly Answer TooLong => Answer.Fail(SyncError.Limit, $"the line is longer than {Longest} bytes");

    /// <summary>Room for what comes next, to be followed by <see cref="Filled"/>.</summary>
    internal Span<byte> Room()
    {
        bytes ??= ArrayPool<byte>.Shared.Rent(2 * ReadAtLeast);
        if (bytes.Length - end < ReadAtLeast) MakeRoom();
        return bytes.AsSpan(end);
    }

    internal void Add(ReadOnlySpan<byte> more)
    {
        if (more.IsEmpty) return;
        more.CopyTo(Room());
        end += more.Length;
    }

    internal void Filled(int count) => end += count;

    /// <summary>Takes the next line, without its LF or CRLF. What is longer than a line may be is skipped without keeping it.</summary>
    internal LineKind Take(out ReadOnlySpan<byte> line)
    {
        while (bytes.AsSpan(searched, end - searched).IndexOf((byte)'\n') is >= 0 and var found)
        {
            line = bytes.AsSpan(start, searched + found - start);
            start = searched += found + 1;
            if (isSkipping)
            {
                isSkipping = false;
                continue;
            }

            if (line is [.., (byte)'\r']) line = line[..^1];
            return line.Length <= Longest ? LineKind.Line : LineKind.TooLong;
        }

        line = default;
        searched = end;
        if (!isSkipping && end - start <= Longest + 1) return LineKind.None;
        start = end;
        if (isSkipping) return LineKind.None;
        isSkipping = true;
        return LineKind.TooLong;
    }

    /// <summary>Gives the array back when nothing is in it.</summary>
    internal void Rest()
    {
        if (start != end) return;
        (start, searched, end) = (0, 0, 0);
        if (bytes is null) return;
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = null;
    }

    internal void Clear()
    {
        start = end;
        Rest();
    }

    private void MakeRoom()
    {
        var (from, count) = (bytes!, end - start);
        if (from.Length - count < ReadAtLeast) bytes = ArrayPool<byte>.Shared.Rent(2 * from.Length);
        from.AsSpan(start, count).CopyTo(bytes);
        if (bytes != from) ArrayPool<byte>.Shared.Return(from);
        (start, searched, end) = (0, searched - start, count);
    }
}
