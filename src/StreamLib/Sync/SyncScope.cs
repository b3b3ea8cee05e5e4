namespace StreamLib.Sync;

/// <summary>One multi-stream test in a sync server, as its job sees it. All members may be called from any thread.</summary>
public sealed partial class SyncScope : IDisposable
{
    private readonly SyncServer server;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);
    private bool hasEnded;

    internal SyncScope(SyncServer server, ScopeState state)
    {
        (this.server, State) = (server, state);
        ControlToken = TokenTable.Create();
        server.Tokens.Add(ControlToken, new Identity(this, Party: null));
    }

    /// <summary>The name.</summary>
    public string Name => State.Name;

    /// <summary>The token for the control requests: it can do over the wire what this class can.</summary>
    public string ControlToken { get; }

    /// <summary>Why the scope failed; <c>null</c> when it has not.</summary>
    public string? FailedBecause => State.FailedBecause;

    /// <summary>When waits without a timeout of their own end; <c>null</c>, the default, for never.</summary>
    public DateTimeOffset? Deadline
    {
        get => State.Deadline;
        set => State.Deadline = value;
    }

    internal ScopeState State { get; }

    /// <summary>What follows in the log whenever it tells who waits for whom: how to take a hand.</summary>
    internal string? WaitHint
    {
        set => State.WaitHint = value;
    }

    /// <summary>Tells when the waits of one party without a timeout of their own end, if that is before <see cref="Deadline"/>. A party that ends has it no more.</summary>
    /// <param name="party">The party.</param>
    /// <param name="deadline">When; <c>null</c> for the deadline of the scope alone.</param>
    /// <exception cref="SyncException">No party of that name has joined.</exception>
    public void SetDeadline(string party, DateTimeOffset? deadline) => State.SetDeadline(party, deadline);

    /// <summary>Declares a stream, which barriers counted by <c>all</c> and by role wait for.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="role">Its role; for a single stream its own name.</param>
    /// <exception cref="SyncException">A name is not one word.</exception>
    public void AddStream(string stream, string role) => State.AddStream(stream, role);

    /// <summary>Takes a stream that failed out of what <c>all</c> and <c>role:</c> count. Call it before <see cref="Ended"/>, or in a sealed scope that breaks the barriers first.</summary>
    public void RemoveStream(string stream) => State.RemoveStream(stream);

    /// <summary>Makes a party known and returns its token. One that ended joins again, with the same token.</summary>
    /// <param name="party">The party, as in <c>client1/1-NetPerf</c>.</param>
    /// <param name="stream">The stream that it runs in; declared by this when it is new.</param>
    /// <exception cref="SyncException">A name is not one word, a bound is reached, the scope has ended, or it is sealed and the party is new.</exception>
    public string Join(string party, string stream) => Join(party, stream, role: null);

    /// <summary>Tells that a party has ended: its waits end, its locks are free, and in a sealed scope the barriers that can no longer fill break.</summary>
    /// <param name="party">The party; one that is not known, or ended before, changes nothing.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="text">Why, as in <c>exit 1</c>; may be empty.</param>
    public void Ended(string party, SyncEnding ending, string text) => State.Ended(party, ending, text);

    /// <summary>Tells what a stream is doing, usually its current nested test; those who wait for it in vain are told, and since when.</summary>
    public void Doing(string stream, string text) => State.Doing(stream, text);

    /// <summary>Tells the last line of output of a stream.</summary>
    public void LastLine(string stream, string line) => State.LastLine(stream, line);

    /// <summary>
    /// Tells that no other party will join: from now on a barrier that can no longer fill breaks at once, and so does a wait that no party
    /// can fulfil any more.
    /// </summary>
    public void Seal() => State.Seal();

    /// <summary>Fails the scope: everything that waits, and every later barrier, is answered with this cause. Only the first cause counts. Data requests still work.</summary>
    public void Fail(string cause) => State.Fail(cause);

    /// <summary>Breaks a barrier for all who wait there, and who will come, until it is reset.</summary>
    /// <exception cref="SyncException">The name is not one word.</exception>
    public void Break(string barrier, string reason) => State.Break(barrier, reason);

    /// <summary>Mends a broken barrier and forgets its count. Who waits there is told that it was reset.</summary>
    public void Reset(string barrier) => State.Reset(State.Control, barrier);

    /// <summary>Takes a lock away from its holder; the next who waits gets it.</summary>
    public void Release(string lockName) => State.Release(lockName);

    /// <summary>The same requests for a party of this process. One that has not joined counts as a party without a stream.</summary>
    /// <exception cref="SyncException">The name is not one word, a bound is reached, or the scope has ended.</exception>
    public ISync As(string party) => new LocalSync(State, State.Party(party) ?? State.Join(party, stream: null));

    /// <summary>The state of the scope in lines for people.</summary>
    public string Status() => State.Status();

    /// <summary>The broken barrier that a party was told of last, unless it passed another one since; <c>null</c> when there is none.</summary>
    public SyncBreak? BreakToldTo(string party) => State.LastBreak(party)?.Told;

    /// <summary>Whether a party was released from a barrier because another one ended with an expected failure: then it is cut off, and does not count against the run.</summary>
    public bool WasReleasedByExpectedFailure(string party) => BreakToldTo(party) is { Expected: true };

    /// <summary>Ends the scope: waits and later requests are answered with <c>error closed</c>.</summary>
    public void Dispose() => End($"scope {Name} has ended");

    internal string Join(
        string party, string? stream, string? role, string? after = null, string? only = null, PartyKind kind = PartyKind.Foreground)
    {
        var joined = State.Join(party, stream, role, after, only, kind);
        lock (gate)
        {
            if (hasEnded) throw new SyncException(SyncError.Closed, $"join {party}", $"scope {Name} has ended");
            if (tokens.TryGetValue(party, out var token)) return token;
            tokens.Add(party, token = TokenTable.Create());
            server.Tokens.Add(token, new Identity(this, joined));
            return token;
        }
    }

    internal void End(string reason)
    {
        lock (gate)
        {
            hasEnded = true;
            foreach (var token in tokens.Values.Append(ControlToken)) server.Tokens.Remove(token);
            tokens.Clear();
        }

        // Who learns of the end may open the next scope of this name.
        server.Forget(this);
        State.Close(reason);
    }
}
