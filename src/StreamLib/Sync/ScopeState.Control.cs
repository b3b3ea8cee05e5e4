using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Sync;

/// <summary>What the job tells, and how a person takes a hand.</summary>
internal sealed partial class ScopeState
{
    private int anonymous;

    internal void AddStream(string name, string role)
    {
        using var turn = Enter();
        CheckStream(name, role);
        StreamOf(name, role).Role = role;
        StreamsChanged();
        Happened();
    }

    internal void RemoveStream(string name)
    {
        using var turn = Enter();
        if (!streams.TryGetValue(name, out var stream) || stream.Left) return;
        stream.Left = true;
        Log.Note($"stream {name} leaves the barriers counted by all and by role");
        StreamsChanged();
        Happened();
    }

    /// <summary>Makes a party known. One that ended comes back.</summary>
    /// <param name="name">The party.</param>
    /// <param name="stream">Its stream; <c>null</c> for none.</param>
    /// <param name="role">The role of the stream; <c>null</c> for that of its name.</param>
    /// <param name="after">The party whose end it waits for before it starts; <c>null</c> when it starts now, or may at any time.</param>
    /// <param name="only">The only barrier that it can arrive at; <c>null</c> for any.</param>
    /// <param name="kind">What else is known of it.</param>
    internal Party Join(
        string name, string? stream, string? role = null, string? after = null, string? only = null, PartyKind kind = PartyKind.Foreground)
    {
        using var turn = Enter();
        CheckOrder(name, after);
        var isNew = !parties.TryGet(name, out _);
        var party = JoinLocked(name, stream, role);
        if (stream is not null) Order(party, after, only);
        if (isNew || kind == PartyKind.Background) party.Kind = kind;
        knowsOrder |= kind == PartyKind.Code;
        Happened();
        return party;
    }

    /// <summary>Makes a connection a party of its own, or one of the connections of a party of that name. One that is named by a stream that was declared, STREAM or STREAM/…, is a party of it.</summary>
    internal Party Connect(string? asked)
    {
        using var turn = Enter();
        var name = asked;
        while (name is null || (asked is null && parties.TryGet(name, out _))) name = $"anon-{++anonymous}";
        var isNew = !parties.TryGet(name, out _);
        var party = JoinLocked(name, stream: null, role: null);
        if (isNew) party.Connections = 0;
        party.Connections++;
        if (party.Stream is null && streams.TryGetValue(name.Split('/')[0], out var stream)) Enter(party, stream);
        return party;
    }

    internal void Disconnect(Party party)
    {
        using var turn = Enter();
        if (party.Connections is null || --party.Connections > 0) return;
        End(party, SyncEnding.Passed, "its last connection ended");
        party.Stream?.Parties.Remove(party);
        parties.Remove(party.Name);
    }

    internal Party? Party(ReadOnlySpan<char> name)
    {
        using var turn = Enter();
        return parties.Find(name);
    }

    internal void Ended(string name, SyncEnding ending, string text)
    {
        using var turn = Enter();
        if (parties.TryGet(name, out var party)) End(party, ending, text);
    }

    internal void Doing(string stream, string text)
    {
        using var turn = Enter();
        if (streams.TryGetValue(stream, out var lane)) lane.Does(OneLine.Of(text, 200), Clock.GetTimestamp());
        Happened();
    }

    internal void LastLine(string stream, string line)
    {
        using var turn = Enter();
        if (streams.TryGetValue(stream, out var lane)) lane.Wrote(line);
        Happened();
    }

    internal void Seal()
    {
        using var turn = Enter();
        if (IsSealed) return;
        IsSealed = true;
        Log.Note($"scope {Name} is sealed: no other party will join");
        foreach (var barrier in barriers.All.ToList()) barrier.PartyEnded(null);
        LookForHope(trigger: null);
        LookForHelp(trigger: null);
        Happened();
    }

    internal void Fail(string cause, params ImmutableArray<Party> culprits)
    {
        using var turn = Enter();
        if (failedBecause is not null) return;
        failedBecause = OneLine.Of(cause);
        whoFailed = culprits;
        Log.Note($"scope {Name} failed: {cause}");
        foreach (var point in OpenPoints())
        {
            if (point is Barrier barrier) barrier.Break(SyncError.Broken, cause, culprits);
            else
            {
                foreach (var waiter in point.Waiters.All()) TellWhoFailed(waiter.Party!, point.Name);
                point.CompleteAll(Answer.Fail(SyncError.Broken, cause));
            }
        }
    }

    internal void Break(string name, string reason)
    {
        using var turn = Enter();
        if (!barriers.TryGet(name, out var barrier))
        {
            if (Refuses(name, isNew: true) is { } refusal) throw new SyncException(refusal.Error, $"break {name}", refusal.Text);
            barrier = barriers.Add(name, text => new Barrier(this, text));
        }

        barrier.Break(SyncError.Broken, reason, []);
    }

    /// <summary>Takes a lock away from its holder; whether it was held.</summary>
    internal bool Release(string name)
    {
        using var turn = Enter();
        var held = locks.Find(name);
        held?.Release("was released by hand");
        return held is not null;
    }

    internal Answer LogAfter(long number, TimeSpan? limit, Waiter waiter)
    {
        using var turn = Enter();
        return Log.Kept is { } kept
            ? kept.After(number, limit, waiter)
            : Answer.Fail(SyncError.Usage, $"the log of scope {Name} is not kept: it goes to the job in the server's own process");
    }

    internal BarrierBreak? LastBreak(string name)
    {
        using var turn = Enter();
        return parties.Find(name)?.LastBreak;
    }

    internal string Joined() => parties.All.Where(party => party.Ending is null).Select(party => party.Name).ToList() is { Count: > 0 } names
        ? $"joined are: {OneLine.List(names)}"
        : "nobody has joined yet";

    private Party JoinLocked(string name, string? stream, string? role)
    {
        if (closedBecause is { } closed) throw new SyncException(SyncError.Closed, $"join {name}", closed);
        if (stream is not null) CheckStream(stream, role);
        if (!parties.TryGet(name, out var party))
        {
            if (Refuses(name, isNew: true) is { } refusal) throw new SyncException(refusal.Error, $"join {name}", refusal.Text);
            if (IsSealed && stream is not null && !IsAgain(name, stream))
                throw new SyncException(SyncError.Usage, $"join {name}", $"scope {Name} is sealed: no party can join it any more; {Joined()}");
            party = parties.Add(name, text => new Party(text));
            ActiveParties++;
        }
        else if (party.Ending is not null)
        {
            party.Revive();
            ActiveParties++;
            if (party.Stream is { } lane) lane.Active++;
        }

        if (stream is null) return party;
        party.Connections = null;
        if (party.Stream is not null) return party;
        var isNew = !streams.ContainsKey(stream);
        Enter(party, StreamOf(stream, role ?? StreamState.RoleOf(stream)), isNew);
        return party;
    }

    private void Enter(Party party, StreamState stream, bool isNew = false)
    {
        party.Stream = stream;
        stream.Parties.Add(party);
        stream.Active++;
        if (isNew || party.Waits.Count > 0) StreamsChanged();
    }

    // One that a scope knows and that is started again is a party of its own: its name, a dot and a number.
    private bool IsAgain(string name, string stream) =>
        name.LastIndexOf('.') is > 0 and var dot && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && parties.Find(name.AsSpan(0, dot)) is { } first && first.Stream?.Name == stream;

    private void End(Party party, SyncEnding ending, string text)
    {
        if (party.Ending is not null) return;
        party.End(ending, text);
        ActiveParties--;
        party.Stream?.Ends(party);
        Log.Note(party.Ended);
        foreach (var waiter in party.Waits.ToList()) waiter.Point?.Abandon(waiter, WaitEnd.PartyEnded);
        foreach (var held in locks.All.Where(held => held.Holder == party).ToList()) held.Release("was freed, since its holder ended");
        foreach (var barrier in barriers.All.ToList()) barrier.PartyEnded(party);
        LookForHope(party);
        LookForHelp(party);
        Happened();
    }

    private void StreamsChanged()
    {
        foreach (var barrier in barriers.All.ToList()) barrier.StreamsChanged();
    }

    private StreamState StreamOf(string name, string role)
    {
        if (streams.TryGetValue(name, out var stream)) return stream;
        streams.Add(name, stream = new StreamState(name, role));
        budget.AddName();
        return stream;
    }

    private void CheckStream(string name, string? role)
    {
        if (Refuses(name, isNew: !streams.ContainsKey(name)) is { } refusal) throw new SyncException(refusal.Error, $"stream {name}", refusal.Text);
        if (role is not null && Names.Problem(role, Options.MaxNameLength) is { } problem)
            throw new SyncException(problem.Error, $"stream {name}", problem.Text);
    }
}
