using System.Buffers;

namespace StreamLib.Results;

/// <summary>A file that grows line by line. Each line is handed to the system at once, or with those that come in the same moment, so that a killed run keeps it.</summary>
internal sealed class AppendedFile(string path, ResultProblems problems) : IDisposable
{
    private const int MostGathered = 64 * 1024;
    private readonly ArrayBufferWriter<byte> gathered = new();
    private FileStream? stream;
    private bool torn;
    private bool gathers;

    public string Path { get; } = path;

    /// <summary>Appends whole lines. What the disk refuses is noted once; later lines are tried again, each on a line of its own.</summary>
    public void Append(ReadOnlySpan<byte> lines)
    {
        if (!gathers)
        {
            Write(lines);
            return;
        }

        gathered.Write(lines);
        if (gathered.WrittenCount >= MostGathered) WriteGathered();
    }

    /// <summary>Keeps lines back until they are released: more come in a moment.</summary>
    public void Gather() => gathers = true;

    /// <summary>Hands over what was kept back.</summary>
    public void Release()
    {
        gathers = false;
        WriteGathered();
    }

    public void Dispose()
    {
        Release();
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

    private void WriteGathered()
    {
        if (gathered.WrittenCount > 0) Write(gathered.WrittenSpan);
        gathered.ResetWrittenCount();
    }

    private void Write(ReadOnlySpan<byte> lines)
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

    private FileStream Open()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
