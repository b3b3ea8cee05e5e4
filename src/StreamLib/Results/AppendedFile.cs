namespace StreamLib.Results;

/// <summary>A file that grows line by line. Each line is handed to the system at once, so that a killed run keeps it.</summary>
internal sealed class AppendedFile(string path, ResultProblems problems) : IDisposable
{
    private FileStream? stream;
    private bool torn;

    public string Path { get; } = path;

    /// <summary>Appends whole lines. What the disk refuses is noted once; later lines are tried again, each on a line of its own.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        try
        {
            stream ??= Open();
            if (torn) stream.Write("\n"u8);
            torn = true;
            stream.Write(lines);
            torn = false;
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            problems.Add(Path, "is not complete", e);
        }
    }

    public void Dispose()
    {
        try
        {
            stream?.Dispose();
        }
        catch (Exception e) when (ResultProblems.IsExpected(e))
        {
            problems.Add(Path, "is not complete", e);
        }

        stream = null;
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
