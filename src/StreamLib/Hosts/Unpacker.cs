using System.Formats.Tar;
using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Unpacks an archive that a host sent into one folder and nowhere else, whatever it says.</summary>
internal sealed class Unpacker(HostSpec host, string folder, Action<string> warn)
{
    private readonly string _root = Path.GetFullPath(folder);
    private readonly List<(string Path, string Target)> _links = [];

    /// <exception cref="HostException">A name in it leads out of the folder.</exception>
    public async Task UnpackAsync(Stream stream, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        var reader = new TarReader(stream, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                await UnpackAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        // Last, so that nothing is ever written through one of them.
        foreach (var (path, target) in _links)
            File.CreateSymbolicLink(path, target);
    }

    private async Task UnpackAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var path = Inside(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                MakeFolder(path, entry.Name);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Clear(path, entry.Name);
                var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await using (file.ConfigureAwait(false))
                {
                    if (entry.DataStream is { } data)
                        await data.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                }

                SetMode(path, entry.Mode);
                break;
            case TarEntryType.HardLink when File.Exists(Inside(entry.LinkName)) && File.ResolveLinkTarget(Inside(entry.LinkName), false) is null:
                Clear(path, entry.Name);
                File.Copy(Inside(entry.LinkName), path);
                break;
            case TarEntryType.SymbolicLink when Stays(entry):
                Clear(path, entry.Name);
                _links.Add((path, entry.LinkName));
                break;
            default:
                warn($"left out '{entry.Name}': a {entry.EntryType}{(entry.LinkName.Length > 0 ? $" to '{entry.LinkName}'" : "")}, which has no place in a folder of results");
                break;
        }
    }

    private string Inside(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToArray();
        return name.StartsWith('/') || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal)
            ? throw HostErrors.Archive(host, name)
            : Path.Combine([_root, .. parts]);
    }

    // With .. only in front, and from a folder that is really there, what a link says is where it leads.
    private static bool Stays(TarEntry entry)
    {
        var depth = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).Count(p => p != ".") - 1;
        var target = entry.LinkName.Split('/').Where(p => p is not ("" or ".")).ToArray();
        var up = target.TakeWhile(p => p == "..").Count();
        return !entry.LinkName.StartsWith('/') && up <= depth && !target.Skip(up).Contains("..");
    }

    private void Clear(string path, string name)
    {
        MakeFolder(Path.GetDirectoryName(path)!, name);
        _links.RemoveAll(l => l.Path == path);
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            throw HostErrors.Archive(host, name);
        File.Delete(path);
    }

    private void MakeFolder(string path, string name)
    {
        for (var folder = path; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (new DirectoryInfo(folder).LinkTarget is not null || _links.Exists(l => l.Path == folder))
                throw HostErrors.Archive(host, name);
        }

        Directory.CreateDirectory(path);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (mode & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
