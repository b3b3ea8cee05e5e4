using System.Collections.Immutable;
using System.Formats.Tar;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Unpacks archives that a host sent into one folder and nowhere else, whatever they say, and no more than it may.</summary>
internal sealed class Unpacker(HostSpec host, string folder, long mostBytes, int mostEntries)
{
    /// <summary>The file in which a host says what it left out by itself.</summary>
    public const string LeftOut = ".streamlib-left-out";

    private const int NoSpace = 28;
    private const int NoQuota = 122;
    private const long Slack = 16 * 1024 * 1024;

    private readonly string _root = Path.GetFullPath(folder);
    private readonly Dictionary<string, (string Name, string Target)> _links = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ImmutableArray<string>.Builder _leftOut = ImmutableArray.CreateBuilder<string>();
    private long _bytes;
    private int _entries;
    private int _passed;

    /// <returns>What was left out, and why.</returns>
    /// <exception cref="HostException">A name in it leads out of the folder, or it is no archive, or goes far over its bounds.</exception>
    public async Task<ImmutableArray<string>> UnpackAsync(Stream stream, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        // Each entry has a header, and what does not fit has to be passed over.
        var reader = new ArchiveReader(stream, (mostBytes > long.MaxValue / 4 ? long.MaxValue / 2 : 2 * mostBytes) + (2048L * mostEntries) + Slack);
        try
        {
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                await UnpackAsync(reader, entry, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArchiveException or InvalidDataException)
        {
            throw e is ArchiveException { TooMuch: true } ? HostErrors.TooMuch(host, e.Message) : HostErrors.BadArchive(host, e.Message);
        }
        finally
        {
            // Last, so that nothing is ever written through one of them.
            foreach (var (path, (name, target)) in _links)
                Guard(name, () => File.CreateSymbolicLink(path, target));
        }

        return _leftOut.ToImmutable();
    }

    private async Task UnpackAsync(ArchiveReader reader, ArchiveEntry entry, CancellationToken cancellationToken)
    {
        var path = Inside(entry.Name);
        if (entry.Name == LeftOut)
        {
            await ReadLeftOutAsync(reader, entry, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (++_entries > mostEntries)
        {
            if (++_passed > mostEntries + 1000)
                throw new ArchiveException(string.Create(CultureInfo.InvariantCulture, $"more than {_entries} entries came"), tooMuch: true);
            Leave(entry.Name, string.Create(CultureInfo.InvariantCulture, $"more than the ArtifactCount of {mostEntries} entries"));
            return;
        }

        switch (entry.Type)
        {
            case TarEntryType.Directory:
                Guard(entry.Name, () => MakeFolder(path, entry.Name));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile when Fits(entry.Size):
                if (Guard(entry.Name, () => Clear(path, entry.Name)))
                    await WriteAsync(reader, entry, path, cancellationToken).ConfigureAwait(false);
                break;
            case TarEntryType.HardLink when RealFile(entry.Link) is { } other && Fits(new FileInfo(other).Length):
                if (Guard(entry.Name, () => Clear(path, entry.Name)))
                    Guard(entry.Name, () => File.Copy(other, path));
                break;
            case TarEntryType.SymbolicLink when Stays(entry):
                if (Guard(entry.Name, () => Clear(path, entry.Name)))
                    _links[path] = (entry.Name, entry.Link);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Leave(entry.Name, $"{ByteSize.Text(entry.Size)}, over the ArtifactLimit of {ByteSize.Text(mostBytes)}");
                break;
            default:
                Leave(entry.Name, $"a {entry.Type}{(entry.Link.Length > 0 ? $" to '{Shown(entry.Link)}'" : "")}, which has no place in a folder of results");
                break;
        }
    }

    private async Task WriteAsync(ArchiveReader reader, ArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        FileStream? file = null;
        if (!Guard(entry.Name, () => file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0)))
            return;
        await using (file!.ConfigureAwait(false))
        {
            try
            {
                await reader.CopyAsync(file!, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e) when (e.HResult is NoSpace or NoQuota)
            {
                throw HostErrors.NoRoom(host, path, e.Message);
            }
        }

        const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (entry.Mode & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (entry.Written is > 0 and < 253402300800)
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(entry.Written));
    }

    private bool Fits(long size)
    {
        if (size > mostBytes - _bytes)
            return false;
        _bytes += size;
        return true;
    }

    private async Task ReadLeftOutAsync(ArchiveReader reader, ArchiveEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Size > Slack)
            throw new ArchiveException("a list of what was left out that is too long", tooMuch: true);
        using var text = new MemoryStream();
        await reader.CopyAsync(text, cancellationToken).ConfigureAwait(false);
        var lines = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.SkipLast(1))
        {
            if (line.Split(' ', 3) is [var size, var bound, var name] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                Leave(name, $"{ByteSize.Text(bytes)}, over the {(bound == "count" ? $"ArtifactCount of {mostEntries.ToString(CultureInfo.InvariantCulture)}" : $"ArtifactLimit of {ByteSize.Text(mostBytes)}")}");
        }

        if (lines.Length > 0 && int.TryParse(lines[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var all) && all > lines.Length - 1)
            _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"and {all - lines.Length + 1} more"));
    }

    // What the file system does not take is no reason to lose the rest.
    private bool Guard(string name, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (e.HResult is NoSpace or NoQuota)
                throw HostErrors.NoRoom(host, _root, e.Message);
            Leave(name, e is PathTooLongException || e.HResult == 36 ? "its name is too long here" : e.Message);
            return false;
        }
    }

    private void Leave(string name, string why)
    {
        if (_leftOut.Count < 1000)
            _leftOut.Add($"'{Shown(name)}': {why}");
    }

    // A name may hold what a terminal takes for orders.
    private static string Shown(string name) =>
        string.Concat((name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).Take(200).Select(c => char.IsControl(c) ? '?' : c));

    private string Inside(string name)
    {
        var parts = Parts(name);
        return name.StartsWith('/') || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal)
            ? throw HostErrors.Archive(host, Shown(name))
            : Path.Combine([_root, .. parts]);
    }

    private static string[] Parts(string name) => [.. name.Split('/').Where(p => p is not ("" or "."))];

    private string? RealFile(string name) =>
        Inside(name) is var path && !_links.ContainsKey(path) && File.Exists(path) && !Above(path).Append(path).Any(p => new FileInfo(p).LinkTarget is not null) ? path : null;

    // With .. only in front, and from a folder that is really there, what a link says is where it leads.
    private static bool Stays(ArchiveEntry entry)
    {
        var depth = Parts(entry.Name).Length - 1;
        var target = Parts(entry.Link);
        var up = target.TakeWhile(p => p == "..").Count();
        return entry.Link.Length > 0 && !entry.Link.StartsWith('/') && !entry.Link.Contains('\0', StringComparison.Ordinal) && up <= depth && !target.Skip(up).Contains("..");
    }

    private void Clear(string path, string name)
    {
        MakeFolder(Path.GetDirectoryName(path)!, name);
        _links.Remove(path);
        if (path == _root || (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null))
            throw HostErrors.Archive(host, Shown(name));
        // Where names that differ only in case are one, the second must not take the place of the first.
        if (!_names.TryAdd(path, path) && _names[path] != path && File.Exists(path))
            throw new IOException($"there is one already that differs only in case: {Path.GetFileName(_names[path])}");
        File.Delete(path);
    }

    private IEnumerable<string> Above(string path)
    {
        for (var above = Path.GetDirectoryName(path)!; above.Length > _root.Length; above = Path.GetDirectoryName(above)!)
            yield return above;
    }

    private void MakeFolder(string path, string name)
    {
        if (path.Length <= _root.Length)
            return;
        if (Above(path).Prepend(path).Any(p => new DirectoryInfo(p).LinkTarget is not null || _links.ContainsKey(p)))
            throw HostErrors.Archive(host, Shown(name));
        Directory.CreateDirectory(path);
    }
}
