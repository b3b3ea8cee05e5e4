using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>The requests of the controller of a C# multi-stream test: a party of no stream, made known with its first request. What it waits for ends with the test.</summary>
internal sealed class ControllerSync(TestRun test) : ISync
{
    /// <summary>The name of the party.</summary>
    public const string Party = "controller";

    private volatile bool isKnown;

    public Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default) => Ask((sync, stop) => sync.Barrier(name, count, timeout, stop), ct);

    public Task<long> Signal(string name, CancellationToken ct = default) => Ask((sync, stop) => sync.Signal(name, stop), ct);

    public Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default) => Ask((sync, stop) => sync.Reached(name, count, timeout, stop), ct);

    public Task<string> ReachedAny(IEnumerable<string> names, long count, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Ask((sync, stop) => sync.ReachedAny(names, count, timeout, stop), ct);

    public Task<SyncMessage> ReceiveAny(
        IEnumerable<KeyValuePair<string, long>> topics, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Ask((sync, stop) => sync.ReceiveAny(topics, timeout, stop), ct);

    public Task Set(string key, string value, CancellationToken ct = default) => Ask((sync, stop) => sync.Set(key, value, stop), ct);

    public Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default) => Ask((sync, stop) => sync.Get(key, timeout, stop), ct);

    public Task<long> Send(string topic, string value, CancellationToken ct = default) => Ask((sync, stop) => sync.Send(topic, value, stop), ct);

    public Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default) => Ask((sync, stop) => sync.Receive(topic, after, timeout, stop), ct);

    public Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default) => Ask((sync, stop) => sync.Lock(name, timeout, stop), ct);

    public Task Unlock(string name, CancellationToken ct = default) => Ask((sync, stop) => sync.Unlock(name, stop), ct);

    public Task Fail(string reason, CancellationToken ct = default) => Ask((sync, stop) => sync.Fail(reason, stop), ct);

    public Task Reset(string name, CancellationToken ct = default) => Ask((sync, stop) => sync.Reset(name, stop), ct);

    public Task<string> Status(CancellationToken ct = default) => Ask((sync, stop) => sync.Status(stop), ct);

    /// <summary>Says, before the streams are sealed, that the code of the test may still set, signal and send.</summary>
    public void Announce()
    {
        if (isKnown) return;
        isKnown = true;
        _ = AnnounceAsync();
    }

    private async Task AnnounceAsync()
    {
        try
        {
            await test.Scope.JoinAsync(Party, stream: null, kind: PartyKind.Code).ConfigureAwait(false);
        }
        catch (SyncException)
        {
            // The server has ended, which ends the test.
        }
    }

    /// <summary>It asks for nothing more: barriers do not wait for it.</summary>
    public void End()
    {
        if (isKnown) test.Scope.Ended(Party, SyncEnding.Passed, "");
    }

    private Task<bool> Ask(Func<ISync, CancellationToken, Task> ask, CancellationToken ct) => Ask(
        async (sync, stop) =>
        {
            await ask(sync, stop).ConfigureAwait(false);
            return true;
        },
        ct);

    private async Task<T> Ask<T>(Func<ISync, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(test.Cause.Stop, ct);
        isKnown = true;
        var sync = await test.Scope.AsAsync(Party).ConfigureAwait(false);
        return await ask(sync, either.Token).ConfigureAwait(false);
    }
}
