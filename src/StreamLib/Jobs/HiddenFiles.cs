using StreamLib.Events;

namespace StreamLib.Jobs;

/// <summary>Takes secrets and tokens out of files that came back from a host.</summary>
internal static class HiddenFiles
{
    /// <summary>Searches all files of a folder; what was found there, or could not be searched, is said in the log.</summary>
    /// <param name="test">The test.</param>
    /// <param name="stream">The stream whose host the files are from.</param>
    /// <param name="who">Whose files they are, for the log.</param>
    /// <param name="folder">The folder on this machine.</param>
    public static void Hide(TestRun test, StreamRun stream, string who, string folder)
    {
        // A test may have removed it, or put a link to files of others in its place.
        if (new DirectoryInfo(folder) is not { Exists: true, LinkTarget: null }) return;
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", all)) HideIn(test, stream, who, folder, file);
    }

    /// <summary>Searches one file of a folder.</summary>
    public static void HideIn(TestRun test, StreamRun stream, string who, string folder, string file)
    {
        try
        {
            if (test.Job.Events.Mask.Rewrite(file))
                Warn($"{who} left a secret or a token in {Path.GetRelativePath(folder, file)}: it is *** there");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn($"{Path.GetRelativePath(folder, file)} of {who} could not be searched for secrets: {e.Message}");
        }

        void Warn(string text) => test.Job.Log(LogSource.Controller, text, LogLevel.Warning, test.Plan.Name, stream.Name);
    }
}
