using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace StreamLib.Sync;

/// <summary>Hands log lines on in the order in which they were noted, one at a time, and never while the state is locked.</summary>
internal sealed class LogQueue(Action<string>? log)
{
    private readonly ConcurrentQueue<string> lines = new();
    private int draining;

    internal bool IsHeard => log is not null;

    internal void Note(string line)
    {
        if (IsHeard) lines.Enqueue(OneLine.Of(line));
    }

    internal void Note([InterpolatedStringHandlerArgument("")] ref LogLine line)
    {
        if (IsHeard) Note(line.Take());
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
