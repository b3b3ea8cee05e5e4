namespace StreamLib.Results;

/// <summary>Writes a whole file beside its place and renames it, so that readers and killed runs never see a part of it.</summary>
internal static class AtomicFile
{
    public const string Suffix = ".tmp";

    /// <summary>Writes the file; what the disk refuses goes to <paramref name="problems"/>, and the file stays as it was.</summary>
    public static void Write(string path, ResultProblems problems, Action<Stream> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}{Suffix}");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read)) content(stream);
            File.Move(temporary, path, overwrite: true);
        }
#pragma warning disable CA1031 // A report that cannot be made must not end the run that it reports, nor its process from a timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            problems.Add(path, "could not be written", e);
            Forget(temporary);
        }
    }

    private static void Forget(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            // The problem is noted already.
        }
    }
}
