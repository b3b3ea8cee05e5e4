using StreamLib.Jobs;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>The sync server as a nested test sees it: once the test has failed, barriers are closed to it, everything else still works.</summary>
internal sealed class ClosedToFailed(ISync sync) : ISync
{
    /// <summary>Why the test has failed; <c>null</c> while it has not.</summary>
    public string? Failure { get; set; }

    public Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default) => Failure is { } failure
        ? throw new TestException("SL5006", $"this nested test has failed ({failure}), so it does not enter barrier {name}.")
        : sync.Barrier(name, count, timeout, ct);

    public Task<long> Signal(string name, CancellationToken ct = default) => sync.Signal(name, ct);

    public Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default) => sync.Reached(name, count, timeout, ct);

    public Task Set(string key, string value, CancellationToken ct = default) => sync.Set(key, value, ct);

    public Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default) => sync.Get(key, timeout, ct);

    public Task<long> Send(string topic, string value, CancellationToken ct = default) => sync.Send(topic, value, ct);

    public Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default) => sync.Receive(topic, after, timeout, ct);

    public Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default) => sync.Lock(name, timeout, ct);

    public Task Unlock(string name, CancellationToken ct = default) => sync.Unlock(name, ct);

    public Task Fail(string reason, CancellationToken ct = default) => sync.Fail(reason, ct);

    public Task Reset(string name, CancellationToken ct = default) => sync.Reset(name, ct);

    public Task<string> Status(CancellationToken ct = default) => sync.Status(ct);
}
