using System.Text;

namespace StreamLibTests.Hosts;

/// <summary>Writes archives as no honest tar would.</summary>
internal sealed class ArchiveMaker
{
    private readonly List<byte> _bytes = [];

    public Stream Stream => new MemoryStream(_bytes.ToArray());

    public byte[] Bytes => _bytes.ToArray();

    public ArchiveMaker Entry(char type, string name, string content = "", string link = "", int mode = 0b110_100_100, long? size = null)
    {
        var data = Encoding.UTF8.GetBytes(content);
        _bytes.AddRange(Header(type, name, link, mode, size ?? data.Length));
        _bytes.AddRange(data);
        _bytes.AddRange(new byte[-data.Length & 511]);
        return this;
    }

    public ArchiveMaker End()
    {
        _bytes.AddRange(new byte[1024]);
        return this;
    }

    public ArchiveMaker Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public static byte[] Header(char type, string name, string link, int mode, long size)
    {
        var block = new byte[512];
        Encoding.UTF8.GetBytes(name, block);
        Octal(block.AsSpan(100, 8), mode);
        if (size < 1L << 33)
        {
            Octal(block.AsSpan(124, 12), size);
        }
        else
        {
            block[124] = 0x80;
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(128), size);
        }

        Octal(block.AsSpan(136, 12), 1_700_000_000);
        block[156] = (byte)type;
        Encoding.UTF8.GetBytes(link, block.AsSpan(157));
        "ustar  \0"u8.CopyTo(block.AsSpan(257));
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = block.Sum(b => b);
        Octal(block.AsSpan(148, 7), sum);
        return block;
    }

    private static void Octal(Span<byte> field, long number) =>
        Encoding.ASCII.GetBytes(Convert.ToString(number, 8).PadLeft(field.Length - 1, '0'), field);
}
