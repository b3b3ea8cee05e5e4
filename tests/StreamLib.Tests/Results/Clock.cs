namespace StreamLibTests.Results;

/// <summary>A clock that stands still until it is told to go on; timers fire on the thread that moves it.</summary>
internal sealed class Clock : TimeProvider
{
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(2026, 11, 22, 10, 15, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How much time passes whenever somebody looks at a timestamp.</summary>
    public TimeSpan PerLook { get; set; }

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp()
    {
        now += PerLook;
        return now.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    public void Pass(double seconds)
    {
        var end = now + TimeSpan.FromSeconds(seconds);
        while (timers.Where(t => t.Due <= end).MinBy(t => t.Due) is { } timer)
        {
            if (timer.Due > now) now = timer.Due.Value;
            timer.Fire();
        }

        if (end > now) now = end;
    }

    private sealed class Timer(Clock clock, Action callback) : ITimer
    {
        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
            return true;
        }

        public void Fire()
        {
            Due = null;
            callback();
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
