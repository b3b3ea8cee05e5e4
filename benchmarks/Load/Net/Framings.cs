using System.Buffers.Binary;
using System.Buffers.Text;

namespace StreamLibLoad.Net;

/// <summary>Where a reply ends in the protocols that are spoken here.</summary>
internal static class Framings
{
    /// <summary>One line.</summary>
    internal static int Line(ReadOnlySpan<byte> received) => received.IndexOf((byte)'\n') + 1;

    /// <summary>Lines up to one that is a dot.</summary>
    internal static int Lines(ReadOnlySpan<byte> received) => received.EndsWith("\n.\n"u8) ? received.Length : 0;

    /// <summary>Four bytes of length before each reply, as of ZooKeeper.</summary>
    internal static int Prefixed(ReadOnlySpan<byte> received)
    {
        if (received.Length < 4) return 0;
        var length = 4 + BinaryPrimitives.ReadInt32BigEndian(received);
        return length <= received.Length ? length : 0;
    }

    /// <summary>RESP, the protocol of Redis.</summary>
    internal static int Resp(ReadOnlySpan<byte> received)
    {
        var line = Line(received);
        if (line == 0 || received[0] is not ((byte)'$' or (byte)'*')) return line;
        _ = Utf8Parser.TryParse(received[1..], out int count, out _);
        if (count < 0) return line;
        if (received[0] == '$') return line + count + 2 <= received.Length ? line + count + 2 : 0;
        for (; count > 0; count--)
        {
            var length = Resp(received[line..]);
            if (length == 0) return 0;
            line += length;
        }

        return line;
    }
}
