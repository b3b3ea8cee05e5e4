using System.Buffers.Binary;
using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>Reads tar archives that nobody vouches for, one after another as they come, in memory that does not grow with what they say.</summary>
/// <param name="stream">The archives.</param>
/// <param name="most">How many bytes there may be in all.</param>
internal sealed class ArchiveReader(Stream stream, long most)
{
    private const int Block = 512;

    // Far longer than any path that can be made.
    private const int LongestText = 64 * 1024;

    private readonly byte[] _block = new byte[Block];
    private readonly byte[] _buffer = new byte[128 * 1024];
    private long _read;
    private long _left;
    private int _padding;

    /// <summary>The next entry; <c>null</c> at the end. What was not taken of the one before is passed over.</summary>
    /// <exception cref="ArchiveException">This is no archive, or it is too large.</exception>
    public async ValueTask<ArchiveEntry?> NextAsync(CancellationToken cancellationToken)
    {
        string? name = null, link = null;
        while (true)
        {
            await CopyAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            if (!await BlockAsync(cancellationToken).ConfigureAwait(false))
                return null;
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
                continue;

            var header = Header();
            (_left, _padding) = (header.Size, (int)(-header.Size & (Block - 1)));
            switch (header.Type)
            {
                case TarEntryType.LongPath:
                    name = (await TextAsync(cancellationToken).ConfigureAwait(false)).TrimEnd('\0');
                    break;
                case TarEntryType.LongLink:
                    link = (await TextAsync(cancellationToken).ConfigureAwait(false)).TrimEnd('\0');
                    break;
                case TarEntryType.ExtendedAttributes:
                    (name, link) = Attributes(await TextAsync(cancellationToken).ConfigureAwait(false), name, link);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    await TextAsync(cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    return header with { Name = name ?? header.Name, Link = link ?? header.Link };
            }
        }
    }

    /// <summary>Copies what the entry holds.</summary>
    public async ValueTask CopyAsync(Stream target, CancellationToken cancellationToken)
    {
        while (_left > 0)
        {
            var piece = _buffer.AsMemory(0, (int)Math.Min(_left, _buffer.Length));
            await ReadAsync(piece, cancellationToken).ConfigureAwait(false);
            _left -= piece.Length;
            await target.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }

        await ReadAsync(_buffer.AsMemory(0, _padding), cancellationToken).ConfigureAwait(false);
        _padding = 0;
    }

    private async ValueTask<bool> BlockAsync(CancellationToken cancellationToken)
    {
        var first = await stream.ReadAsync(_block.AsMemory(), cancellationToken).ConfigureAwait(false);
        if (first == 0)
            return false;
        Count(first);
        await ReadAsync(_block.AsMemory(first), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (await stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < target.Length)
            throw new ArchiveException("it was cut off");
        Count(target.Length);
    }

    private void Count(int bytes)
    {
        _read += bytes;
        if (_read > most)
            throw new ArchiveException(string.Create(CultureInfo.InvariantCulture, $"more than {most} bytes came"), tooMuch: true);
    }

    private async ValueTask<string> TextAsync(CancellationToken cancellationToken)
    {
        if (_left > LongestText)
            throw new ArchiveException(string.Create(CultureInfo.InvariantCulture, $"a name of {_left} bytes"), tooMuch: true);
        using var text = new MemoryStream((int)_left);
        await CopyAsync(text, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private ArchiveEntry Header()
    {
        var sum = 0;
        for (var i = 0; i < Block; i++)
            sum += i is >= 148 and < 156 ? ' ' : _block[i];
        if (Number(148, 8) != sum)
            throw new ArchiveException("the sum of a header is wrong");

        var name = Text(0, 100);
        // What GNU keeps in the place of the prefix is something else.
        if (Encoding.ASCII.GetString(_block, 257, 6) == "ustar\0" && Text(345, 155) is { Length: > 0 } prefix)
            name = $"{prefix}/{name}";
        var type = (TarEntryType)_block[156];
        var size = Number(124, 12);
        var isFile = type is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
        var isText = type is TarEntryType.LongPath or TarEntryType.LongLink or TarEntryType.ExtendedAttributes or TarEntryType.GlobalExtendedAttributes;
        if (!isFile && !isText && size != 0)
            throw new ArchiveException(string.Create(CultureInfo.InvariantCulture, $"an entry of type '{(char)type}' with {size} bytes"));
        return new(name.EndsWith('/') && isFile ? TarEntryType.Directory : type, name, Text(157, 100), (UnixFileMode)(Number(100, 8) & 0xFFF), size, Number(136, 12));
    }

    // Octal digits, or for what is too large for these, a number whose first bit says so.
    private long Number(int at, int length)
    {
        var field = _block.AsSpan(at, length);
        if (field[0] == 0x80)
            return BinaryPrimitives.ReadInt64BigEndian(field[^8..]) is >= 0 and var large ? large : throw new ArchiveException("a negative number");
        var digits = Encoding.ASCII.GetString(field).Trim(' ', '\0');
        var number = 0L;
        foreach (var digit in digits)
            number = digit is >= '0' and <= '7' ? (number * 8) + (digit - '0') : throw new ArchiveException("a number that is none");
        return number;
    }

    private string Text(int at, int length)
    {
        var field = _block.AsSpan(at, length);
        return Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);
    }

    // Each is "LENGTH KEY=VALUE\n"; where a value has line ends in it, only the length tells.
    private static (string? Name, string? Link) Attributes(string text, string? name, string? link)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < bytes.Length;)
        {
            var blank = Array.IndexOf(bytes, (byte)' ', at);
            if (blank < 0 || !int.TryParse(Encoding.ASCII.GetString(bytes, at, blank - at), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= blank - at || length > bytes.Length - at)
                throw new ArchiveException("an extended header that is none");
            var record = Encoding.UTF8.GetString(bytes, blank + 1, at + length - blank - 1).TrimEnd('\n').Split('=', 2);
            (name, link) = record switch
            {
                ["path", var value] => (value, link),
                ["linkpath", var value] => (name, value),
                ["size", _] => throw new ArchiveException("a file of more than 8 GiB in the form of POSIX", tooMuch: true),
                _ => (name, link),
            };
            at += length;
        }

        return (name, link);
    }
}
