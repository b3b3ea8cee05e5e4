using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Knows the results of earlier jobs from everything else, and deletes nothing else.</summary>
internal static class EarlierJobs
{
    private const int Kept = 20;
    private static readonly string[] OwnFiles = ["id", "job.log", "events.jsonl", "results.json", "report.html", "sync.json"];

    /// <summary>A file is no folder.</summary>
    public static void RefuseFile(string path)
    {
        if (File.Exists(path)) throw Refused(path, "is a file");
    }

    /// <summary>Deletes the job in a folder that is about to hold another.</summary>
    /// <exception cref="IOException">It cannot be deleted; all of it is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be deleted; all of it is as it was.</exception>
    public static void MakeWayIn(string path, ResultProblems problems)
    {
        FileSystemInfo[] entries = [.. new DirectoryInfo(path).GetFileSystemInfos().Where(entry => entry.Name != FolderLock.FileName)];
        if (entries.Length == 0) return;
        if (IdIn(path) is null) throw Refused(path, $"holds something else than an earlier job: {Few(entries)}");
        Replacement.Delete(path, [.. entries.Where(entry => entry is DirectoryInfo folder ? IsOwn(folder) : IsOwn(entry.Name))], problems);
    }

    private static bool IsOwn(DirectoryInfo folder) => folder.LinkTarget is null
        && (folder.Name == "test-results" || (Invocation.IsFurther(folder.Name) && IdIn(folder.FullName) is not null));

    /// <summary>Deletes all but the last jobs; <paramref name="current"/> stays.</summary>
    public static void Prune(string root, string current, ResultProblems problems)
    {
        foreach (var job in Jobs(root).Where(j => j.Name != current).Skip(Kept - 1).Where(j => !FolderLock.IsHeld(j.FullName)))
        {
            try
            {
                job.Delete(recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another job that starts at the same time has just deleted it.
            }
            catch (Exception e) when (ResultProblems.IsExpected(e))
            {
                problems.Add(job.FullName, "is older than the last 20 jobs and could not be deleted", e);
            }
        }
    }

    private static IEnumerable<DirectoryInfo> Jobs(string root) => new DirectoryInfo(root)
        .EnumerateDirectories("job-*")
        .Where(d => d.LinkTarget is null && IdIn(d.FullName) == d.Name)
        .OrderByDescending(d => d.Name[..^8], StringComparer.Ordinal)
        .ThenByDescending(d => File.GetLastWriteTimeUtc(Path.Combine(d.FullName, "id")));

    private static string? IdIn(string path)
    {
        try
        {
            using var reader = File.OpenText(Path.Combine(path, "id"));
            return reader.ReadLine() is { } id && ResultsFolder.IdPattern.IsMatch(id) ? id : null;
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            return null;
        }
    }

    private static bool IsOwn(string name) => OwnFiles.Contains(name)
        || (name.StartsWith("TEST-", StringComparison.Ordinal) && name.EndsWith(".xml", StringComparison.Ordinal))
        || name.EndsWith(".trx", StringComparison.Ordinal)
        || (name.StartsWith('.') && name.EndsWith(AtomicFile.Suffix, StringComparison.Ordinal));

    private static string Few(FileSystemInfo[] entries)
    {
        var names = entries.Select(e => e.Name).Order(StringComparer.Ordinal).ToArray();
        return names.Length <= 4 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Length - 3} more";
    }

    private static PlanException Refused(string path, string why) => new(
        "SL1020",
        $"The results folder '{path}' {why}. Give a folder that is absent, empty, or holds an earlier job, which is then replaced.");
}
