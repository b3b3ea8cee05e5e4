namespace StreamLib.Jobs;

/// <summary>The last lines that a nested test wrote.</summary>
internal sealed class OutputTail
{
    private const int Length = 20;
    private readonly Queue<string> lines = new();
    private string lastError = "";

    public void Add(string line, bool isError)
    {
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > Length) lines.Dequeue();
            if (isError && line.Trim().Length > 0) lastError = line.Trim();
        }
    }

    /// <summary>The last lines, one under another.</summary>
    public string Text
    {
        get
        {
            lock (lines) return string.Join('\n', lines);
        }
    }

    /// <summary>The line that most likely says why it failed: the last one on standard error, else the last one.</summary>
    public string Reason
    {
        get
        {
            lock (lines) return lastError.Length > 0 ? lastError : lines.LastOrDefault(l => l.Trim().Length > 0)?.Trim() ?? "";
        }
    }
}
