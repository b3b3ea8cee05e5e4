using System.Collections.Concurrent;

namespace StreamLib.Hosts;

/// <summary>How many connections this process opens at once. A server, above all one that others are reached through, drops those beyond 10 that have not yet logged in (MaxStartups).</summary>
internal static class ConnectGate
{
    private const int AtOneDoor = 8;
    private const int InAll = 32;

    // One that leads nowhere is waited for much longer than a login takes; the others are not to wait for it.
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromSeconds(3);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_doors = new(StringComparer.Ordinal);
    private static readonly SemaphoreSlim s_all = new(InAll);

    /// <summary>Waits for a turn to open a connection. It ends when it is disposed, or after three seconds.</summary>
    /// <param name="door">What is connected to first, as in <c>gate.lab:22</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IDisposable> EnterAsync(string door, CancellationToken cancellationToken)
    {
        var one = s_doors.GetOrAdd(door, static _ => new SemaphoreSlim(AtOneDoor));
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await s_all.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            one.Release();
            throw;
        }

        return new Turn(one);
    }

    private sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim one;
        private readonly Timer limit;
        private int over;

        public Turn(SemaphoreSlim one)
        {
            this.one = one;
            limit = new(static turn => ((Turn)turn!).Dispose(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            limit.Change(s_longestTurn, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref over, 1) != 0) return;
            limit.Dispose();
            s_all.Release();
            one.Release();
        }
    }
}
