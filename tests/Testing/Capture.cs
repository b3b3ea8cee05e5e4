using System.Text;

namespace StreamLibTesting;

/// <summary>Collects what a process writes, as it is written.</summary>
internal sealed class Capture
{
    private readonly StringBuilder text = new();

    public Capture(TextReader reader) => End = ReadAsync(reader);

    /// <summary>Completes when the writer has closed its side.</summary>
    public Task End { get; }

    public bool HasEnded => End.IsCompleted;

    public string Text
    {
        get
        {
            lock (text)
                return text.ToString();
        }
    }

    private async Task ReadAsync(TextReader reader)
    {
        var buffer = new char[4096];
        try
        {
            int count;
            while ((count = await reader.ReadAsync(buffer)) > 0)
                lock (text)
                    text.Append(buffer, 0, count);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process was disposed of while something that it started still held this output open.
        }
    }
}
