using System.Buffers;

namespace StreamLib.Sync;

/// <summary>What <see cref="LineReader"/> found.</summary>
internal enum LineKind : byte
{
    /// <summary>No line end yet.</summary>
    None,
    Line,
    TooLong,
}

/// <summary>Cuts bytes into lines, and skips what is longer than a line may be without keeping it.</summary>
internal struct LineReader(int longest)
{
    private bool isSkipping;

    /// <summary>The answer to a line that is too long.</summary>
    internal readonly Answer TooLong => Answer.Fail(SyncError.Limit, $"the line is longer than {longest} bytes");

    /// <summary>Takes the next line, without its LF or CRLF, off the buffer.</summary>
    internal LineKind Read(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            if (!isSkipping && buffer.Length <= longest + 1) return LineKind.None;
            buffer = buffer.Slice(buffer.End);
            if (isSkipping) return LineKind.None;
            isSkipping = true;
            return LineKind.TooLong;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        if (isSkipping)
        {
            isSkipping = false;
            return Read(ref buffer, out line);
        }

        if (line.Length > 0 && line.Slice(line.Length - 1).FirstSpan[0] == '\r') line = line.Slice(0, line.Length - 1);
        return line.Length <= longest ? LineKind.Line : LineKind.TooLong;
    }
}
