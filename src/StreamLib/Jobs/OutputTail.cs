using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>The last lines that a nested test wrote.</summary>
internal sealed class OutputTail
{
    private const int Length = 20;
    private const string Asked = "(it was asked to end here)";
    private readonly Queue<string> lines = new();
    private readonly LastWords words = new();
    private bool isAsked;

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isError">Whether it was written to standard error.</param>
    /// <param name="afterStop">Whether it was written after the nested test was asked to end: such a line is no reason for what was before.
    /// </param>
    public void Add(string line, bool isError, bool afterStop)
    {
        lock (lines)
        {
            HasLines = true;
            if (afterStop && !isAsked) Enqueue(Asked);
            isAsked |= afterStop;
            Enqueue(line);
            if (!afterStop) words.Add(line, isError);
        }
    }

    /// <summary>Whether anything was written, however long ago.</summary>
    public bool HasLines { get; private set; }

    /// <summary>The last lines, one under another.</summary>
    public string Text
    {
        get
        {
            lock (lines) return string.Join('\n', lines);
        }
    }

    /// <summary>The line that most likely says why it failed; empty when there is none.</summary>
    public string Reason
    {
        get
        {
            lock (lines) return words.Text;
        }
    }

    private void Enqueue(string line)
    {
        lines.Enqueue(line);
        if (lines.Count > Length) lines.Dequeue();
    }
}
