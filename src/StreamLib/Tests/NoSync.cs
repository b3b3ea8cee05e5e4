using StreamLib.Jobs;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>Stands for the sync server of a nested test that was started without one.</summary>
internal sealed class NoSync : ISync
{
    public static NoSync Instance { get; } = new();

    private static TestException Missing => new("SL5005", "this nested test was started without a sync server, and it wants to meet others: run it in a multi-stream test, or give the address of a server with --sync.");

    public Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default) => throw Missing;

    public Task<long> Signal(string name, CancellationToken ct = default) => throw Missing;

    public Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default) => throw Missing;

    public Task<string> ReachedAny(IEnumerable<string> names, long count, TimeSpan? timeout = null, CancellationToken ct = default) =>
        throw Missing;

    public Task<SyncMessage> ReceiveAny(
        IEnumerable<KeyValuePair<string, long>> topics, TimeSpan? timeout = null, CancellationToken ct = default) => throw Missing;

    public Task Set(string key, string value, CancellationToken ct = default) => throw Missing;

    public Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default) => throw Missing;

    public Task<long> Send(string topic, string value, CancellationToken ct = default) => throw Missing;

    public Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default) => throw Missing;

    public Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default) => throw Missing;

    public Task Unlock(string name, CancellationToken ct = default) => throw Missing;

    public Task Fail(string reason, CancellationToken ct = default) => throw Missing;

    public Task Reset(string name, CancellationToken ct = default) => throw Missing;

    public Task<string> Status(CancellationToken ct = default) => throw Missing;
}
