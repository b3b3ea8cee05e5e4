namespace StreamLib;

/// <summary>The time of a clock when this one was made, and what has passed since then: the clock can be set, and no duration
/// changes.</summary>
/// <param name="clock">The clock; by default the system's.</param>
internal sealed class SteadyClock(TimeProvider? clock = null) : TimeProvider
{
    private readonly TimeProvider clock = clock ?? System;
    private readonly DateTimeOffset start = (clock ?? System).GetUtcNow();
    private readonly long began = (clock ?? System).GetTimestamp();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start + clock.GetElapsedTime(began);

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
