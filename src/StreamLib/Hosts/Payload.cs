using System.Buffers.Binary;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>A local folder as it is shipped: in a fixed order, with modes and links, without owners.</summary>
internal sealed class Payload
{
    private readonly IReadOnlyList<(string Name, FileSystemInfo Info)> _entries;

    private Payload(IReadOnlyList<(string, FileSystemInfo)> entries, string hash, long bytes) => (_entries, Hash, Bytes) = (entries, hash, bytes);

    /// <summary>What tells one content from another.</summary>
    public string Hash { get; }

    /// <summary>The size of all files.</summary>
    public long Bytes { get; }

    public static async Task<Payload> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder);
        var entries = new DirectoryInfo(root)
            .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false })
            .Select(info => (Name: Path.GetRelativePath(root, info.FullName).Replace('\\', '/'), Info: info))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        foreach (var (name, info) in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(hash, name);
            Add(hash, info.LinkTarget ?? "");
            Add(hash, ((int)info.UnixFileMode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (info is FileInfo { LinkTarget: null } file)
            {
                Add(hash, await HashAsync(file, cancellationToken).ConfigureAwait(false));
                bytes += file.Length;
            }
        }

        return new(entries, Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    /// <summary>The entry that comes last: without it the archive is not whole.</summary>
    public const string Last = ".streamlib-last";

    /// <summary>Writes it as a tar archive that GNU tar, bsdtar and busybox read.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var (name, info) in _entries)
                await WriteAsync(writer, name, info, cancellationToken).ConfigureAwait(false);
            // tar takes an archive that was cut off between two entries for a whole one.
            await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, Last), cancellationToken).ConfigureAwait(false);
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(TarWriter writer, string name, FileSystemInfo info, CancellationToken cancellationToken)
    {
        var type = info switch
        {
            { LinkTarget: not null } => TarEntryType.SymbolicLink,
            DirectoryInfo => TarEntryType.Directory,
            _ => TarEntryType.RegularFile,
        };
        var entry = new GnuTarEntry(type, name) { ModificationTime = info.LastWriteTimeUtc };
        if (type == TarEntryType.SymbolicLink)
            entry.LinkName = info.LinkTarget!;
        else
            entry.Mode = info.UnixFileMode;

        var data = type == TarEntryType.RegularFile ? File.OpenRead(info.FullName) : null;
        try
        {
            if (data is not null)
                entry.DataStream = data;
            await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (data is not null)
                await data.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<string> HashAsync(FileInfo file, CancellationToken cancellationToken)
    {
        var stream = file.OpenRead();
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    // With its length, so that two texts cannot be read as two others.
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
