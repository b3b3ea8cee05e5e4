using System.Diagnostics;

namespace StreamLib.Jobs;

/// <summary>The time in which what nested tests reported is brought here and read: it does not count as time of their test.</summary>
internal sealed class TimeApart
{
    // Less than this is not worth it: what waits in the test has the same deadline, and is not to miss it by a moment.
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(0.5);
    private readonly Lock gate = new();
    private int running;
    private long since;
    private TimeSpan total;
    private TimeSpan given;

    /// <summary>Until the answer is disposed, time is apart; several at once count once.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            if (running++ == 0) since = Stopwatch.GetTimestamp();
        }

        return new Span(this);
    }

    /// <summary>What the test is to have beyond its time: what has come together since this was asked last; zero when that is
    /// next to nothing.</summary>
    public TimeSpan TakeMore()
    {
        lock (gate)
        {
            var spent = total + (running > 0 ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero);
            var more = spent - given;
            if (more < s_least) return running > 0 ? s_least : TimeSpan.Zero;
            given = spent;
            return more;
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (--running == 0) total += Stopwatch.GetElapsedTime(since);
        }
    }

    private sealed class Span(TimeApart owner) : IDisposable
    {
        public void Dispose() => owner.End();
    }
}
