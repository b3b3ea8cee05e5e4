using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>Opening a connection to a host: again and again, where that can help, until the time is over.</summary>
internal static class Connection
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(4);

    public static async Task<T> OpenAsync<T>(Shell way, HostSpec host, HostOptions options, Func<CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        HostException? last = null;
        for (var pause = s_firstPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                using var turn = await way.DoorAsync(limit.Token).ConfigureAwait(false) is { } door
                    ? await ConnectGate.EnterAsync(door, limit.Token).ConfigureAwait(false)
                    : null;
                return await open(limit.Token).ConfigureAwait(false);
            }
            catch (HostException e) when (e.MayPass)
            {
                last = e;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw last ?? TimedOut(host, options);
            }

            try
            {
                // Many controllers that lost the same host must not all come back at once.
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw last;
            }
        }
    }

    private static HostException TimedOut(HostSpec host, HostOptions options) =>
        HostErrors.Unreachable(host, $"no shell was there within {HostOptions.Seconds(options.ConnectTimeout)} s (ConnectTimeout)");
}
