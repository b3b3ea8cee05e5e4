namespace StreamLib.Sync;

/// <summary>What a party can ask of the sync server. The names read as the steps of a test.</summary>
/// <remarks>
/// Every method throws <see cref="SyncException"/> when the server refuses or the wait fails, and can be cancelled; a cancelled wait leaves
/// nothing behind, but at a barrier it breaks the barrier for all who wait there. Without a timeout a wait lasts until the deadline of the
/// test. Names hold no blanks; a value is one line: encode what has more.
/// </remarks>
public interface ISync
{
    /// <summary>Waits until all who are counted have asked for this barrier, and returns the generation that passed, from 1.</summary>
    /// <param name="name">The barrier.</param>
    /// <param name="count">
    /// A number of parties, <c>all</c> (every stream of the test; the default), <c>role:NAME</c> (every stream of that role) or the names
    /// of streams, as in <c>server,client1</c>: only these may come, and each has to.
    /// </param>
    /// <param name="timeout">How long to wait; when it is over, the barrier breaks for all who wait.</param>
    /// <param name="ct">Gives the wait up, which breaks the barrier for all who wait.</param>
    Task<long> Barrier(string name, string? count = null, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>Counts <paramref name="name"/> up by one, never waits, and returns the count.</summary>
    Task<long> Signal(string name, CancellationToken ct = default);

    /// <summary>Waits until <paramref name="name"/> was signalled <paramref name="count"/> times.</summary>
    Task Reached(string name, long count, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>Waits until one of the names was signalled <paramref name="count"/> times, and returns which.</summary>
    Task<string> ReachedAny(IEnumerable<string> names, long count, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>Stores a value of one line under a key, in place of an earlier one.</summary>
    Task Set(string key, string value, CancellationToken ct = default);

    /// <summary>Waits until the key is there, and returns its value.</summary>
    Task<string> Get(string key, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>Appends a message of one line to a topic, and returns its sequence number, from 1.</summary>
    Task<long> Send(string topic, string value, CancellationToken ct = default);

    /// <summary>Waits for the first message of a topic after sequence number <paramref name="after"/>. Messages stay, so late readers miss nothing.</summary>
    Task<SyncMessage> Receive(string topic, long after = 0, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>
    /// Waits for the first message of one of several topics, each after a sequence number; <see cref="SyncMessage.Topic"/> tells of which.
    /// </summary>
    Task<SyncMessage> ReceiveAny(IEnumerable<KeyValuePair<string, long>> topics, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>Waits for a lock and takes it. The party holds it until it unlocks it or ends.</summary>
    Task Lock(string name, TimeSpan? timeout = null, CancellationToken ct = default);

    /// <summary>Gives a lock back.</summary>
    Task Unlock(string name, CancellationToken ct = default);

    /// <summary>Gives up: everything that waits in the test fails with this reason.</summary>
    Task Fail(string reason, CancellationToken ct = default);

    /// <summary>Mends a broken barrier and forgets its count. Who waits there is told that it was reset.</summary>
    Task Reset(string name, CancellationToken ct = default);

    /// <summary>The state of the scope in lines for people: barriers, who waits, who is missing.</summary>
    Task<string> Status(CancellationToken ct = default);
}
