using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>The results folder of one job, made and marked as such. Until it is disposed no other job takes it.</summary>
public sealed partial class ResultsFolder : IDisposable
{
    // Jobs of this process that start at once: each sees what the other has taken.
    private static readonly Lock s_opening = new();

    private FolderLock? running;

    private ResultsFolder(string jobId, ResultTree tree, TimeProvider clock)
    {
        JobId = jobId;
        Tree = tree;
        Clock = clock;
    }

    /// <summary>The id of the job, as in <c>job-2026-11-22T10.15-3f2a91c</c>: when it started, by the local clock, and a random part.</summary>
    public string JobId { get; }

    /// <summary>Where everything lies in it.</summary>
    public ResultTree Tree { get; }

    /// <summary>What the disk refused so far, once for each file: no result is lost without a word, and none of it ends the run.</summary>
    public IReadOnlyList<string> Problems => Faults.Texts;

    internal TimeProvider Clock { get; }

    internal ResultProblems Faults { get; } = new();

    /// <summary>Makes the folder of a new job.</summary>
    /// <param name="directory">The absolute path of the folder that the job is put straight into: absent, empty, or holding an earlier
    /// job, which is replaced as a whole, once it is known that it can be. <c>null</c> for a new folder in <paramref
    /// name="root"/>.</param>
    /// <param name="root">The absolute path of the folder in which each job gets a folder of its own, with the link <c>latest</c> beside them. The last 20 are kept; nothing but jobs is deleted.</param>
    /// <param name="clock">The clock; by default the system's.</param>
    /// <param name="invocation">What the job belongs to: a further job of the same invocation in <paramref name="directory"/> gets the
    /// folder
    /// <c>run-2</c> in it, and so on. By default each job is one of its own, and replaces the one before.</param>
    /// <exception cref="PlanException">SL1020: <paramref name="directory"/> holds something else. SL1021: the folder cannot be made or written. SL1029: a job that runs writes it.</exception>
    public static ResultsFolder Open(string? directory, string root, TimeProvider? clock = null, string? invocation = null)
    {
        clock ??= TimeProvider.System;
        var id = NewId(clock);
        if (directory is null) return OpenOne(id, RequireAbsolute(Path.Combine(root, id)), clock, root, null);
        var path = RequireAbsolute(directory);
        lock (s_opening) return OpenOne(id, invocation is null ? path : Invocation.NextFolder(path, invocation), clock, null, invocation);
    }

    private static ResultsFolder OpenOne(string id, string path, TimeProvider clock, string? root, string? invocation)
    {
        var folder = new ResultsFolder(id, new ResultTree(path), clock);
        try
        {
            EarlierJobs.RefuseFile(path);
            Directory.CreateDirectory(path);
            folder.running = FolderLock.TryTake(path) ?? throw new PlanException(
                "SL1029", $"The results folder '{path}' is that of a job that runs: wait for its end, or give each run a folder of its own.");
            if (root is null) EarlierJobs.MakeWayIn(path, folder.Faults);
            File.WriteAllText(folder.Tree.IdFile, Invocation.IdText(id, invocation));
        }
        catch (PlanException)
        {
            folder.Dispose();
            throw;
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            folder.Dispose();
            throw new PlanException("SL1021", $"The results folder '{path}' cannot be used: {e.Message} Give a folder that this "
                + $"user can write. What it held is as it was.");
        }

        if (root is not null)
        {
            folder.PointLatestHere(root);
            EarlierJobs.Prune(root, id, folder.Faults);
        }

        return folder;
    }

    /// <summary>The job has ended.</summary>
    public void Dispose() => running?.Dispose();

    [GeneratedRegex(@"^job-\d{4}-\d\d-\d\dT\d\d\.\d\d-[0-9a-f]{7}$")]
    internal static partial Regex IdPattern { get; }

    private static string NewId(TimeProvider clock) =>
        string.Create(CultureInfo.InvariantCulture, $"job-{clock.GetLocalNow():yyyy-MM-ddTHH.mm}-{RandomNumberGenerator.GetHexString(7, lowercase: true)}");

    private static string RequireAbsolute(string path) => Path.IsPathFullyQualified(path)
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
        : throw new ArgumentException($"'{path}' is not an absolute path.", nameof(path));

    private void PointLatestHere(string root)
    {
        var latest = Path.Combine(root, "latest");
        try
        {
            // Made inside the job folder, where its relative target does not exist yet: File.Move renames a dangling link, but takes one to a folder for a missing file.
            var link = Path.Combine(Tree.Root, ".latest");
            File.CreateSymbolicLink(link, JobId);
            File.Move(link, latest, overwrite: true);
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            Faults.Add(latest, "does not point to this job", e);
        }
    }
}
