using System.Diagnostics;

namespace StreamLibTesting;

/// <summary>Waits for what can only be looked at, not be told of: the process table of a host, a file.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition, looked at again and again.</param>
    /// <param name="what">What is waited for, in words: "the server to listen".</param>
    /// <param name="within">How long to wait at most; default: 10 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It did not come to hold in time.</exception>
    public static Task Holds(Func<bool> condition, string what, TimeSpan? within = null, CancellationToken cancellationToken = default) =>
        Holds(() => Task.FromResult(condition()), what, within, cancellationToken);

    /// <inheritdoc cref="Holds(Func{bool}, string, TimeSpan?, CancellationToken)"/>
    public static async Task Holds(
        Func<Task<bool>> condition, string what, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var limit = within ?? DefaultLimit;
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > limit)
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s in vain for {what}.");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Waits until an assertion passes, so that a failure says what was there instead.</summary>
    /// <param name="assertion">The assertion, tried again and again.</param>
    /// <param name="within">How long to try at most; default: 10 s. Then the exception of the last try is thrown.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task Passes(Func<Task> assertion, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var limit = within ?? DefaultLimit;
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException && Stopwatch.GetElapsedTime(since) < limit)
            {
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }
}
