using System.Collections.Concurrent;

namespace StreamLib.Sync;

/// <summary>Hands log lines on in the order in which they were noted, one at a time, and never while the state is locked.</summary>
internal sealed class LogQueue(Action<string>? log)
{
    private readonly ConcurrentQueue<string> lines = new();
    private int draining;

    /// <summary>Where else each line is kept, for those who ask for it over the wire.</summary>
    internal LogLines? Kept { get; set; }

    internal void Note(string line)
    {
        if (log is null && Kept is null) return;
        line = OneLine.Of(line);
        Kept?.Append(line);
        if (log is not null) lines.Enqueue(line);
    }

    internal void Drain()
    {
        while (!lines.IsEmpty && Interlocked.CompareExchange(ref draining, 1, 0) == 0)
        {
            try
            {
                while (lines.TryDequeue(out var line)) log?.Invoke(line);
            }
#pragma warning disable CA1031 // A log that fails must not fail the parties.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
            finally
            {
                Volatile.Write(ref draining, 0);
            }
        }
    }
}
