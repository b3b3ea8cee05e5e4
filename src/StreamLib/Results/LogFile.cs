using System.Text;

namespace StreamLib.Results;

/// <summary>A job.log: grows while the run goes on, and gets its failure block in front at the end.</summary>
internal sealed class LogFile(string path, ResultProblems problems) : IDisposable
{
    private readonly AppendedFile file = new(path, problems);
    private bool topped;

    public void Append(byte[] line) => file.Append(line);

    public void Gather() => file.Gather();

    public void Release() => file.Release();

    /// <summary>Puts a text in front of the log, by temporary file and rename; an empty text changes nothing. Only the first call does anything.</summary>
    public void Top(string block)
    {
        if (topped || block.Length == 0) return;
        topped = true;
        file.Dispose();
        AtomicFile.Write(file.Path, problems, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(block + "\n"));
            using var log = new FileStream(file.Path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            log.CopyTo(stream);
        });
    }

    public void Dispose() => file.Dispose();
}
