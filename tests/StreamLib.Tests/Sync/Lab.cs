using StreamLib.Sync;
using StreamLibTesting;

namespace StreamLibTests.Sync;

/// <summary>A server with one scope: streams <c>server</c>, <c>client1</c> and <c>client2</c>, with a party for each.</summary>
internal sealed class Lab : IAsyncDisposable
{
    internal const string Server = "server/1-NetServer";
    internal const string Client1 = "client1/1-NetPerf";
    internal const string Client2 = "client2/1-NetPerf";
    private readonly Dictionary<string, string> tokens = [];
    private readonly List<IDisposable> peers = [];

    internal Lab(SyncServerOptions? options = null)
    {
        options ??= SyncServerOptions.Default;
        Sync = SyncServer.Start(options with { Clock = options.Clock == TimeProvider.System ? Clock : options.Clock });
        Scope = Sync.OpenScope("MultiNetperf", Log.Add);
        Scope.AddStream("server", "server");
        Scope.AddStream("client1", "client");
        Scope.AddStream("client2", "client");
        foreach (var party in new[] { Server, Client1, Client2 }) Join(party);
    }

    internal ManualClock Clock { get; } = new();

    internal LogBook Log { get; } = new();

    internal SyncServer Sync { get; }

    internal SyncScope Scope { get; }

    internal string TokenOf(string party) => tokens[party];

    internal string Join(string party) => tokens[party] = Scope.Join(party, party.Split('/')[0]);

    /// <summary>Joins one that starts when another one has ended.</summary>
    internal void Order(string party, string after, string? only = null) => tokens[party] = Scope.Join(party, party.Split('/')[0], role: null, after, only);

    internal async Task<RawClient> Raw(string party) => Keep(await RawClient.Hello(Sync, tokens[party]));

    internal async Task<RawClient> Control() => Keep(await RawClient.Hello(Sync, Scope.ControlToken));

    internal Task<SyncClient> Client(string party) => SyncClient.ConnectAsync($"{Sync.EndPoint}", tokens[party], RawClient.Ct);

    /// <summary>Asks what is answered late, and lets the time pass.</summary>
    internal async Task<T> Late<T>(Func<Task<T>> ask)
    {
        var timers = Clock.Running;
        var asked = ask();
        await Eventually.Holds(() => Clock.Running > timers, "the answer to be held back", cancellationToken: RawClient.Ct);
        Clock.Advance(5);
        return await asked;
    }

    internal T Keep<T>(T peer)
        where T : IDisposable
    {
        peers.Add(peer);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in peers) peer.Dispose();
        Scope.Dispose();
        await Sync.DisposeAsync();
    }
}
