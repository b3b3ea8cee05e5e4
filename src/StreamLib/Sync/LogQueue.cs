using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace StreamLib.Sync;

/// <summary>Hands log lines on in the order in which they were noted, one at a time, and never while the state is locked.</summary>
/// <remarks>A log that is slower than what it is told loses lines, and says how many: it takes neither memory without end nor anybody's time.</remarks>
internal sealed class LogQueue(Action<string>? log)
{
    internal const int MostLines = 10_000;
    private const int LinesOfOneCaller = 100;
    private readonly ConcurrentQueue<string> lines = new();
    private int waiting;
    private int lost;
    private int draining;

    internal bool IsHeard => log is not null || Kept is not null;

    /// <summary>Where else each line is kept, for those who ask for it over the wire.</summary>
    internal LogLines? Kept { get; set; }

    internal void Note(string line)
    {
        if (!IsHeard) return;
        line = OneLine.Of(line);
        Kept?.Append(line);
        if (log is null) return;
        if (Interlocked.Increment(ref waiting) <= MostLines)
        {
            if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
            {
                Interlocked.Increment(ref waiting);
                lines.Enqueue($"{count} lines are left out here: the log is slower than what happens");
            }

            lines.Enqueue(line);
            return;
        }

        Interlocked.Decrement(ref waiting);
        Interlocked.Increment(ref lost);
    }

    internal void Note([InterpolatedStringHandlerArgument("")] ref LogLine line)
    {
        if (IsHeard) Note(line.Take());
    }

    /// <summary>Hands on what is there. When it is much, others go on with it: nobody writes the lines of all for ever.</summary>
    internal void Drain() => Drain(LinesOfOneCaller);

    private void Drain(int most)
    {
        while (!lines.IsEmpty && Interlocked.CompareExchange(ref draining, 1, 0) == 0)
        {
            for (; most > 0 && lines.TryDequeue(out var line); most--)
            {
                Interlocked.Decrement(ref waiting);
                Write(line);
            }

            if (most == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.GoOn(), this, preferLocal: false);
                return;
            }

            Volatile.Write(ref draining, 0);
        }
    }

    private void GoOn()
    {
        Volatile.Write(ref draining, 0);
        Drain(int.MaxValue);
    }

    private void Write(string line)
    {
        try
        {
            log!(line);
        }
#pragma warning disable CA1031 // A log that fails must not fail the parties.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
