namespace StreamLib.Sync;

/// <summary>The state machine of one scope, behind one lock. It knows nothing of connections and of text on a wire.</summary>
/// <remarks>Its methods that are a request, or something that the job tells, take the lock; everything else is called by those.</remarks>
internal sealed partial class ScopeState
{
    private const int LongestTextWithoutRoom = 200;
    private readonly Lock gate = new();
    private readonly ScopeBudget budget;
    private readonly NameTable<Barrier> barriers;
    private readonly NameTable<SignalCount> signals;
    private readonly NameTable<SharedValue> values;
    private readonly NameTable<Topic> topics;
    private readonly NameTable<HeldLock> locks;
    private readonly NameTable<Party> parties;
    private readonly Dictionary<string, StreamState> streams = new(StringComparer.Ordinal);
    private Waiter? firstDone;
    private Waiter? lastDone;
    private volatile string? closedBecause;
    private volatile string? failedBecause;

    internal ScopeState(string name, SyncServerOptions options, Action<string>? log)
    {
        (Name, Options, Log) = (name, options, new LogQueue(log));
        budget = new ScopeBudget(options);
        (barriers, signals, values) = (new(budget), new(budget), new(budget));
        (topics, locks, parties) = (new(budget), new(budget), new(budget));
    }

    internal string Name { get; }

    internal SyncServerOptions Options { get; }

    internal TimeProvider Clock => Options.Clock;

    internal LogQueue Log { get; }

    /// <summary>The job, or a person with its token: asks for data, but never arrives anywhere.</summary>
    internal Party Control { get; } = new("control");

    internal bool IsSealed { get; private set; }

    internal string? FailedBecause => failedBecause;

    internal string? ClosedBecause => closedBecause;

    internal int ActiveParties { get; private set; }

    internal IReadOnlyCollection<StreamState> Streams => streams.Values;

    internal IEnumerable<Party> EndedParties => parties.All.Where(party => party.Ending is not null);

    internal Turn Enter()
    {
        gate.Enter();
        return new Turn(this);
    }

    internal void Leave()
    {
        var done = firstDone;
        (firstDone, lastDone) = (null, null);
        gate.Exit();
        while (done is not null)
        {
            var next = done.Next;
            done.Next = null;
            done.Deliver();
            done = next;
        }

        Log.Drain();
    }

    internal string Status()
    {
        using var turn = Enter();
        return StatusText.Of(this, barriers.All, signals.All, values.All, topics.All, locks.All);
    }

    internal string JoinedNow()
    {
        using var turn = Enter();
        return Joined();
    }

    /// <summary>What the other streams are doing, to follow the text of a timeout.</summary>
    internal string Others(Party party)
    {
        var others = streams.Values.Where(stream => stream != party.Stream).Select(stream => stream.Describe(Clock));
        return OneLine.List(others) is { Length: > 0 } list ? $"; the others: {list}" : "";
    }

    /// <summary>Why a count of streams counts nobody; <c>null</c> when it counts somebody.</summary>
    internal string? NobodyIs(BarrierCount count) => count.IsNumber ? null : NoStreamIs(count);

    /// <summary>Takes a text into the memory of the scope: whole while there is room, its beginning after that.</summary>
    internal string KeepText(string text)
    {
        if (budget.TryResize(text.Length * (long)sizeof(char))) return text;
        text = OneLine.Of(text, LongestTextWithoutRoom);
        budget.Resize(text.Length * (long)sizeof(char));
        return text;
    }

    internal void FreeText(string text) => budget.Resize(text.Length * -(long)sizeof(char));

    internal void Forget(Barrier barrier) => barriers.Remove(barrier.Name);

    internal void Forget(SignalCount signal) => signals.Remove(signal.Name);

    internal void Forget(SharedValue value) => values.Remove(value.Name);

    internal void Forget(Topic topic) => topics.Remove(topic.Name);

    internal void Forget(HeldLock held) => locks.Remove(held.Name);

    /// <summary>Why a party does not belong to a barrier of named streams; <c>null</c> when it does.</summary>
    internal static string? NotNamed(BarrierCount count, Party party) => count.Named is null || count.Covers(party.Stream)
        ? null
        : $"{party.Name} is of none of the streams that meet there: {count.Named}";

    private string? NoStreamIs(BarrierCount count) => count switch
    {
        { Named: not null } => count.Names.FirstOrDefault(name => !streams.ContainsKey(name)) is { } unknown
            ? $"scope {Name} has no stream {unknown}; streams are: {(streams.Count > 0 ? OneLine.List(streams.Keys) : "none")}"
            : null,
        { Role: null } => streams.Count > 0 ? null : $"scope {Name} has no streams that all could mean: give a number, as in 'barrier NAME 2'",
        _ => streams.Values.Any(stream => stream.HasRole(count.Role))
            ? null
            : $"no stream of scope {Name} has the role {count.Role}; roles are: {OneLine.List(streams.Values.Select(stream => stream.Role).Distinct())}",
    };
}
