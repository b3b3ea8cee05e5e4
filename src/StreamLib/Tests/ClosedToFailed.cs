using StreamLib.Jobs;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>The sync server as a nested test sees it: once the test has failed, barriers are closed to it, everything else still works. Its waits end with its time.</summary>
internal sealed class ClosedToFailed(ISync sync, NestedContext context) : ISync
{
    /// <summary>Why the test has failed; <c>null</c> while it has not.</summary>
    public string? Failure { get; set; }

    public Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default) => Failure is { } failure
        ? throw new TestException("SL5006", $"this nested test has failed ({failure}), so it does not enter barrier {name}.")
        : context.InTimeAsync(end => sync.Barrier(name, count, timeout, end), ct);

    public Task<long> Signal(string name, CancellationToken ct = default) => sync.Signal(name, ct);

    public Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default) => InTime(end => sync.Reached(name, count, timeout, end), ct);

    public Task<string> ReachedAny(IEnumerable<string> names, long count, TimeSpan? timeout = null, CancellationToken ct = default) =>
        context.InTimeAsync(end => sync.ReachedAny(names, count, timeout, end), ct);

    public Task<SyncMessage> ReceiveAny(
        IEnumerable<KeyValuePair<string, long>> topics, TimeSpan? timeout = null, CancellationToken ct = default) =>
        context.InTimeAsync(end => sync.ReceiveAny(topics, timeout, end), ct);

    public Task Set(string key, string value, CancellationToken ct = default) => sync.Set(key, value, ct);

    public Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default) => context.InTimeAsync(end => sync.Get(key, timeout, end), ct);

    public Task<long> Send(string topic, string value, CancellationToken ct = default) => sync.Send(topic, value, ct);

    public Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default) => context.InTimeAsync(end => sync.Receive(topic, after, timeout, end), ct);

    public Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default) => InTime(end => sync.Lock(name, timeout, end), ct);

    public Task Unlock(string name, CancellationToken ct = default) => sync.Unlock(name, ct);

    public Task Fail(string reason, CancellationToken ct = default) => sync.Fail(reason, ct);

    public Task Reset(string name, CancellationToken ct = default) => sync.Reset(name, ct);

    public Task<string> Status(CancellationToken ct = default) => sync.Status(ct);

    private Task<bool> InTime(Func<CancellationToken, Task> wait, CancellationToken ct) => context.InTimeAsync(
        async end =>
        {
            await wait(end).ConfigureAwait(false);
            return true;
        },
        ct);
}
