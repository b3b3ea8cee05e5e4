using System.Security.Cryptography;
using System.Text;

namespace StreamLib.Hosts;

/// <summary>Files and folders of this machine as they are shipped: in a fixed order, with modes and links, without owners.</summary>
internal sealed class Payload
{
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private Payload(string label, IReadOnlyList<PayloadEntry> entries)
    {
        (Label, Entries, Bytes) = (Digest([Environment.MachineName, label])[..16], entries, entries.Sum(e => e.Length));
        Hash = Digest(entries.Select(e => e.Line));
    }

    /// <summary>What tells one content from another.</summary>
    public string Hash { get; }

    /// <summary>What stays the same when the content changes, so that only what differs is sent.</summary>
    public string Label { get; }

    /// <summary>The size of all files.</summary>
    public long Bytes { get; }

    public IReadOnlyList<PayloadEntry> Entries { get; }

    /// <summary>All of it in text, for the next one with the same label.</summary>
    public string Manifest => string.Concat(Entries.Select(e => $"{e.Line}\n"));

    /// <summary>One digest of what the files hold, whatever they are called: what a host can work out with <c>sha256sum</c> and <c>sort</c>.</summary>
    public string Contents => Digest(Entries.Where(e => e.Kind == PayloadKind.File).Select(e => e.Content).Order(StringComparer.Ordinal));

    /// <summary>Reads a folder, which becomes the whole payload.</summary>
    public static Task<Payload> ReadAsync(string folder, CancellationToken cancellationToken) => ReadAsync(Path.GetFullPath(folder), [("", folder)], cancellationToken);

    /// <summary>Reads files and folders.</summary>
    /// <param name="label">What this is, also when its content is another.</param>
    /// <param name="parts">What each part is called in the payload, and where it lies on this machine.</param>
    /// <param name="cancellationToken">Ends it half-way.</param>
    public static async Task<Payload> ReadAsync(string label, IEnumerable<(string Name, string Path)> parts, CancellationToken cancellationToken)
    {
        var found = new List<(string Name, FileSystemInfo Info)>();
        foreach (var (name, path) in parts)
        {
            if (File.Exists(path))
                found.Add((name, new FileInfo(path)));
            else
                AddContent(name, new DirectoryInfo(Path.GetFullPath(path)), found);
        }

        found.Sort((a, b) => StringComparer.Ordinal.Compare(a.Name, b.Name));
        var entries = new PayloadEntry[found.Count];
        await Parallel.ForAsync(
            0, found.Count, cancellationToken, async (i, token) => entries[i] = await EntryAsync(found[i].Name, found[i].Info, token).ConfigureAwait(false)).ConfigureAwait(false);
        return new(label, entries);
    }

    private static void AddContent(string name, DirectoryInfo folder, List<(string Name, FileSystemInfo Info)> found)
    {
        foreach (var info in folder.EnumerateFileSystemInfos("*", s_all))
        {
            var inner = name.Length == 0 ? info.Name : $"{name}/{info.Name}";
            found.Add((inner, info));
            if (info is DirectoryInfo { LinkTarget: null } real)
                AddContent(inner, real, found);
        }
    }

    private static async ValueTask<PayloadEntry> EntryAsync(string name, FileSystemInfo info, CancellationToken cancellationToken) => info switch
    {
        { LinkTarget: { } target } => new(name, info.FullName, PayloadKind.Link, UnixFileMode.None, target, 0, default),
        FileInfo file => new(
            name, file.FullName, PayloadKind.File, file.UnixFileMode, await FileDigests.OfAsync(file, cancellationToken).ConfigureAwait(false), file.Length, file.LastWriteTimeUtc),
        _ => new(name, info.FullName, PayloadKind.Folder, info.UnixFileMode, "", 0, default),
    };

    private static string Digest(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
            hash.AppendData(Encoding.UTF8.GetBytes($"{line}\n"));

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
