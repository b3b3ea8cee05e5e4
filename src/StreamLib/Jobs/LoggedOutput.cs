using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>What goes to the log of what a nested test writes: all, up to a limit, and from there on the last lines.</summary>
/// <param name="limit">The limit, in characters.</param>
/// <param name="log">Receives a line, and whether it was written to standard error.</param>
internal sealed class LoggedOutput(long limit, Action<string, bool> log)
{
    private const int LastLines = Flood.LastLines;
    private readonly Queue<(string Text, bool IsError)> last = new();
    private long left = limit;
    private long leftOut;

    /// <summary>Whether the limit is passed: what comes now is only counted, but for the last lines.</summary>
    public bool IsPast
    {
        get
        {
            lock (last) return left < 0;
        }
    }

    public void Add(string text, bool isError)
    {
        lock (last)
        {
            left -= text.Length + 1;
            if (left >= 0)
            {
                log(text, isError);
                return;
            }

            last.Enqueue((text, isError));
            if (last.Count <= LastLines) return;
            last.Dequeue();
            leftOut++;
        }
    }

    /// <summary>Counts lines past the limit that are followed by enough others.</summary>
    public void LeaveOut(long lines)
    {
        lock (last) leftOut += lines;
    }

    /// <summary>Logs the last lines.</summary>
    public void End()
    {
        lock (last)
        {
            if (leftOut > 0) log(FormattableString.Invariant($"… {leftOut} lines are left out here (LoggedOutput): the files stdout and stderr hold all"), false);
            while (last.TryDequeue(out var line)) log(line.Text, line.IsError);
            leftOut = 0;
        }
    }
}
