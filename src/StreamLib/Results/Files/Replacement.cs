using System.Security.Cryptography;

namespace StreamLib.Results;

/// <summary>Takes an earlier job out of the way, as a whole: first it is made sure that all of it can be deleted.</summary>
internal static class Replacement
{
    /// <summary>Deletes files and folders of one folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="entries">What is in it, and goes.</param>
    /// <param name="problems">Takes what could not be deleted after all.</param>
    /// <exception cref="IOException">Something cannot be deleted; all is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">Something cannot be deleted; all is as it was.</exception>
    public static void Delete(string folder, IReadOnlyList<FileSystemInfo> entries, ResultProblems problems)
    {
        if (entries.Count == 0) return;
        foreach (var tree in entries.OfType<DirectoryInfo>()) RequireWritable(tree);
        var aside = Path.Combine(folder, $".earlier-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        Directory.CreateDirectory(aside);
        var moved = new Stack<(string From, string To)>();
        try
        {
            foreach (var entry in entries)
            {
                var (from, to) = (entry.FullName, Path.Combine(aside, entry.Name));
                if (entry is DirectoryInfo) Directory.Move(from, to);
                else File.Move(from, to);
                moved.Push((from, to));
            }
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            foreach (var (from, to) in moved)
            {
                if (Directory.Exists(to)) Directory.Move(to, from);
                else File.Move(to, from);
            }

            Directory.Delete(aside);
            throw;
        }

        try
        {
            // The reports first: what may stay is not to be taken for results.
            foreach (var file in Directory.EnumerateFiles(aside)) File.Delete(file);
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            problems.Add(aside, "is left of an earlier job and could not be deleted", e);
        }
    }

    // Whoever cannot make a file in a folder cannot delete one: this finds folders of other users, read-only mounts and immutable folders.
    private static void RequireWritable(DirectoryInfo tree)
    {
        if (tree.LinkTarget is not null) return;
        using (new FileStream(
            Path.Combine(tree.FullName,
                $".probe-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"), FileMode.CreateNew, FileAccess.Write,
            FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
        {
        }

        foreach (var inner in tree.EnumerateDirectories()) RequireWritable(inner);
    }
}
