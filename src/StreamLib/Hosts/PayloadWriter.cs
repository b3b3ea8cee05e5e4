using System.Formats.Tar;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>Writes a payload, or what is not yet there of it, as a tar archive that GNU tar, bsdtar and busybox read.</summary>
internal sealed class PayloadWriter(Payload payload, IReadOnlyList<PayloadEntry> entries)
{
    private const int BufferSize = 256 * 1024;

    /// <summary>The entry that comes last: without it the archive is not whole.</summary>
    public const string Last = ".streamlib-last";

    /// <exception cref="PayloadChangedException">A file is no longer what it was when its content was looked at.</exception>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new BufferedStream(stream, BufferSize);
        var writer = new TarWriter(buffer, TarEntryFormat.Gnu, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var entry in entries)
                await WriteAsync(writer, entry, cancellationToken).ConfigureAwait(false);

            await WriteTextAsync(writer, "manifest", payload.Manifest, cancellationToken).ConfigureAwait(false);
            // tar takes an archive that was cut off between two entries for a whole one.
            await WriteTextAsync(writer, Last, "", cancellationToken).ConfigureAwait(false);
        }

        // The stream stays open: what it is written to has an end of its own.
        await buffer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(TarWriter writer, PayloadEntry from, CancellationToken cancellationToken)
    {
        var type = from.Kind switch { PayloadKind.Link => TarEntryType.SymbolicLink, PayloadKind.Folder => TarEntryType.Directory, _ => TarEntryType.RegularFile };
        var entry = new GnuTarEntry(type, $"files/{from.Name}");
        if (type == TarEntryType.SymbolicLink)
            entry.LinkName = from.Content;
        else
            entry.Mode = from.Mode;

        var data = from.Length == 0 ? null : new FileStream(from.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            if (data is not null)
                (entry.DataStream, entry.ModificationTime) = (data, from.Written);
            await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (data is not null)
                await data.DisposeAsync().ConfigureAwait(false);
        }

        // It lies there under the hash of what it was.
        if (from.Kind == PayloadKind.File && new FileInfo(from.Path) is var now && (!now.Exists || now.Length != from.Length || now.LastWriteTimeUtc != from.Written))
            throw new PayloadChangedException($"{from.Path} was changed meanwhile");
    }

    private static async Task WriteTextAsync(TarWriter writer, string name, string text, CancellationToken cancellationToken) =>
        await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) }, cancellationToken).ConfigureAwait(false);
}

/// <summary>A file of a payload was changed while it was shipped.</summary>
internal sealed class PayloadChangedException(string message) : Exception(message);
