using System.Security.Cryptography;

namespace StreamLibTests.Hosts;

/// <summary>A folder with something in it, and what can be seen of it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal static class TestFolder
{
    /// <summary>Names that a script gets wrong, links of all kinds, folders with nothing in them.</summary>
    public static string MakeOdd(string folder)
    {
        var deep = Path.Combine([folder, .. Enumerable.Range(0, 6).Select(i => new string((char)('a' + i), 60))]);
        Directory.CreateDirectory(deep);
        Directory.CreateDirectory(Path.Combine(folder, "empty", "too"));
        foreach (var name in new[] { "-rf", "new\nline", "it's \"quoted\" $HOME `id`", "ü 漢字 🎉", "*?[a]", "back\\slash", " blank ", ".hidden", "%41", $"{deep}/leaf", new string('n', 240) })
            File.WriteAllText(Path.Combine(folder, name), $"this is {name}");
        File.SetUnixFileMode(Path.Combine(folder, "-rf"), (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Path.Combine(folder, ".hidden"), (UnixFileMode)0b100_000_000);
        File.CreateSymbolicLink(Path.Combine(folder, "empty", "up"), "../-rf");
        File.CreateSymbolicLink(Path.Combine(folder, "dangling"), "no such\nthing");
        File.CreateSymbolicLink(Path.Combine(folder, "to folder"), "empty");
        return folder;
    }

    /// <summary>Files of random bytes, f0 and so on.</summary>
    public static string MakeFiles(string folder, int count, int size)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"f{i}"), RandomNumberGenerator.GetBytes(size));
        return folder;
    }

    /// <summary>Names, modes, links and contents.</summary>
    public static string Listing(string folder) => string.Join('\n', new DirectoryInfo(folder)
        .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(i => $"{Path.GetRelativePath(folder, i.FullName)} {i.UnixFileMode} {i.LinkTarget} {(i is FileInfo { LinkTarget: null } f ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f.FullName))) : "")}")
        .Order(StringComparer.Ordinal));
}
