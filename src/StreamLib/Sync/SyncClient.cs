using System.Collections.Concurrent;
using System.Net;
using StreamLib.Plans;

namespace StreamLib.Sync;

/// <summary>A party that reaches its sync server over TCP, or over FIFOs. Many requests at once are fine: each connection handles one, and there are as many as needed.</summary>
/// <remarks>
/// Nothing is repeated: when a connection ends, its request throws, since a second try would hide a lost place at a barrier. A cancelled request
/// closes its connection, so that the server sees it. With the token of a server that stands alone the party ends with the last of its connections.
/// </remarks>
/// <example><code>
/// await using var sync = await SyncClient.ConnectAsync("127.0.0.1:4711", token);
/// await sync.Barrier("setup", timeout: TimeSpan.FromSeconds(60));
/// </code></example>
public sealed partial class SyncClient : ISync, IAsyncDisposable
{
    private readonly ConcurrentStack<ClientConnection> idle = new();
    private readonly ConcurrentDictionary<ClientConnection, bool> open = new();
    private readonly SyncAddress server;
    private readonly string token;
    private readonly string introduction;
    private volatile bool isDisposed;

    private SyncClient(SyncAddress server, string token, string introduction) => (this.server, this.token, this.introduction) = (server, token, introduction);

    /// <summary>The scope that the token belongs to.</summary>
    public string Scope { get; private set; } = "";

    /// <summary>The party that the token belongs to.</summary>
    public string Party { get; private set; } = "";

    /// <summary>The server as it was reached first.</summary>
    internal IPEndPoint? Server { get; private set; }

    /// <summary>Connects and says who it is.</summary>
    /// <param name="address">Where the server listens, as in <c>127.0.0.1:4711</c>, or <c>fifo:PATH</c>, as STREAMLIB_SYNC says on a host that no tunnel leads back from.</param>
    /// <param name="token">The token of the party.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="SyncException">The address is none, nobody listens there, or the token is not known there.</exception>
    public static Task<SyncClient> ConnectAsync(string address, string token, CancellationToken ct = default) =>
        ConnectAsync(address, token, introduction: "", ct);

    /// <summary>The same for one who introduces itself by more than a token: <c> NAME</c> or <c> as PARTY</c>, with the blank.</summary>
    internal static async Task<SyncClient> ConnectAsync(string address, string token, string introduction, CancellationToken ct)
    {
        var server = SyncAddress.Parse(address);
        if (Names.ProblemOfValue(introduction, 1024) is not null)
            throw new SyncException(SyncError.Usage, $"connect to {address}", "a name is one word of at most 256 characters");
        if (Names.Problem(token, 256) is not null)
            throw new SyncException(SyncError.Usage, $"connect to {address}", "a token is one word of at most 256 characters");
        var client = new SyncClient(server, token, introduction);
        client.Return(await client.OpenAsync(ct).ConfigureAwait(false));
        return client;
    }

    /// <inheritdoc/>
    public async Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        if (!BarrierCount.TryParse(count ?? "all", out var number))
            throw new SyncException(SyncError.Usage, $"barrier {name}", $"'{count}' is no COUNT: write {StreamList.Forms}");
        return Number(await Ask("barrier", name, $" {number}{Seconds(timeout)}", ct).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<long> Signal(string name, CancellationToken ct = default) => Number(await Ask("signal", name, "", ct).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Ask("reached", name, FormattableString.Invariant($" {count}{Seconds(timeout)}"), ct);

    /// <inheritdoc/>
    public Task<string> ReachedAny(IEnumerable<string> names, long count, TimeSpan? timeout = null, CancellationToken ct = default) =>
        Ask("reached", "--any", FormattableString.Invariant($" {AnyText.Of(names, "reached")} {count}{Seconds(timeout)}"), ct);

    /// <inheritdoc/>
    public Task Set(string key, string value, CancellationToken ct = default) => Ask("set", key, $" {value}", ct);

    /// <inheritdoc/>
    public Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default) => Ask("get", key, Seconds(timeout), ct);

    /// <inheritdoc/>
    public async Task<long> Send(string topic, string value, CancellationToken ct = default) =>
        Number(await Ask("send", topic, $" {value}", ct).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        var reply = await Ask("receive", topic, FormattableString.Invariant($" {after}{Seconds(timeout)}"), ct).ConfigureAwait(false);
        var words = reply.Split(' ', 3);
        return new SyncMessage(Number(words[0]), words[1], words[2]);
    }

    /// <inheritdoc/>
    public async Task<SyncMessage> ReceiveAny(
        IEnumerable<KeyValuePair<string, long>> topics, TimeSpan? timeout = null, CancellationToken ct = default) =>
        AnyText.Message(await Ask("receive", "--any", $" {AnyText.Of(topics)}{Seconds(timeout)}", ct).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default) => Ask("lock", name, Seconds(timeout), ct);

    /// <inheritdoc/>
    public Task Unlock(string name, CancellationToken ct = default) => Ask("unlock", name, "", ct);

    /// <inheritdoc/>
    public Task Fail(string reason, CancellationToken ct = default) => Ask("fail", name: null, $" {OneLine.Of(reason)}", ct);

    /// <inheritdoc/>
    public Task Reset(string name, CancellationToken ct = default) => Ask("reset", name, "", ct);

    /// <inheritdoc/>
    public Task<string> Status(CancellationToken ct = default) => Ask("status", name: null, "", ct, manyLines: true);

    /// <summary>Closes all connections; requests in progress throw.</summary>
    public ValueTask DisposeAsync()
    {
        isDisposed = true;
        foreach (var connection in open.Keys) Drop(connection);
        return ValueTask.CompletedTask;
    }
}
