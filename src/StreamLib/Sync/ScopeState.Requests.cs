namespace StreamLib.Sync;

/// <summary>What a party can ask.</summary>
internal sealed partial class ScopeState
{
    internal Answer Barrier(Party party, ReadOnlySpan<char> name, BarrierCount count, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        if (Refuses(name, isNew: !barriers.TryGet(name, out var barrier)) is { } refusal) return refusal;
        if (RefusesToHold(party, "arrives at no barrier") is { } denial) return denial;
        if (failedBecause is { } cause)
        {
            TellWhoFailed(party, name.ToString());
            return Answer.Fail(SyncError.Broken, cause);
        }

        if (waiter.IsGone) return Answer.Fail(SyncError.Closed, $"{party.Name} has ended its connection, and arrives nowhere any more");
        barrier ??= barriers.Add(name.ToString(), text => new Barrier(this, text));
        return barrier.Arrive(party, count, timeout, waiter);
    }

    internal Answer Signal(Party party, ReadOnlySpan<char> name)
    {
        using var turn = Enter();
        if (Refuses(name, isNew: !signals.TryGet(name, out var signal)) is { } refusal) return refusal;
        signal ??= signals.Add(name.ToString(), text => new SignalCount(this, text));
        Happened();
        var count = signal.CountUp();
        Log.Note($"{party.Name} signalled {signal.Name}, count {count}");
        return Answer.Of(count);
    }

    internal Answer Reached(Party party, ReadOnlySpan<char> name, long count, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        if (Refuses(name, isNew: !signals.TryGet(name, out var signal)) is { } refusal) return refusal;
        if ((signal?.Count ?? 0) >= count) return Answer.Ok;
        signal ??= signals.Add(name.ToString(), text => new SignalCount(this, text));
        return Wait(waiter, party, signal, timeout, count);
    }

    internal Answer Set(Party party, ReadOnlySpan<char> key, ReadOnlySpan<char> text)
    {
        using var turn = Enter();
        if (Refuses(key, isNew: !values.TryGet(key, out var value)) is { } refusal) return refusal;
        if (RefusesValue(text, (value?.Value?.Length ?? 0) * -sizeof(char)) is { } limit) return limit;
        value ??= values.Add(key.ToString(), name => new SharedValue(this, name));
        Log.Note($"{party.Name} set {value.Name}");
        Happened();
        value.Set(text.ToString());
        return Answer.Ok;
    }

    internal Answer Get(Party party, ReadOnlySpan<char> key, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        if (Refuses(key, isNew: !values.TryGet(key, out var value)) is { } refusal) return refusal;
        if (value?.Value is { } text) return Answer.Of(text);
        value ??= values.Add(key.ToString(), name => new SharedValue(this, name));
        return Wait(waiter, party, value, timeout);
    }

    internal Answer Send(Party party, ReadOnlySpan<char> name, ReadOnlySpan<char> text)
    {
        using var turn = Enter();
        if (Refuses(name, isNew: !topics.TryGet(name, out var topic)) is { } refusal) return refusal;
        if (RefusesValue(text, ScopeBudget.BytesOfMessage) is { } limit) return limit;
        topic ??= topics.Add(name.ToString(), title => new Topic(this, title));
        Happened();
        var sequence = topic.Append(party.Name, text.ToString());
        Log.Note($"{party.Name} sent message {sequence} to {topic.Name}");
        return Answer.Of(sequence);
    }

    internal Answer Receive(Party party, ReadOnlySpan<char> name, long after, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        if (Refuses(name, isNew: !topics.TryGet(name, out var topic)) is { } refusal) return refusal;
        if (topic?.After(after) is { } message) return Answer.Of(message);
        topic ??= topics.Add(name.ToString(), title => new Topic(this, title));
        return Wait(waiter, party, topic, timeout, after);
    }

    internal Answer Lock(Party party, ReadOnlySpan<char> name, TimeSpan? timeout, Waiter waiter)
    {
        using var turn = Enter();
        if (Refuses(name, isNew: !locks.TryGet(name, out var held)) is { } refusal) return refusal;
        if (RefusesToHold(party, "holds no lock") is { } denial) return denial;
        if (held is null)
        {
            locks.Add(name.ToString(), title => new HeldLock(this, title)).Take(party);
            return Answer.Ok;
        }

        if (held.Holder == party) return Answer.Fail(SyncError.Duplicate, $"{party.Name} holds lock {held.Name} already");
        return Wait(waiter, party, held, timeout);
    }

    internal Answer Unlock(Party party, ReadOnlySpan<char> name)
    {
        using var turn = Enter();
        if (!locks.TryGet(name, out var held)) return Answer.Fail(SyncError.Usage, $"lock {name} is not held");
        if (held.Holder != party) return Answer.Fail(SyncError.Denied, $"lock {name} is not yours: {held.Held}");
        held.Release("was given back");
        return Answer.Ok;
    }

    internal Answer GiveUp(Party party, string reason)
    {
        if (closedBecause is { } closed) return Answer.Fail(SyncError.Closed, closed);
        if (party.Ending is not null) return Answer.Fail(SyncError.Closed, party.Ended);
        Remember(party, reason);
        // First: those who are released by that are to find the cause.
        if (party.Stream is null) GivenUp?.Invoke(reason);
        if (party == Control) Fail(reason);
        else Fail($"{party.Name} gave up: {reason}", party);
        return Answer.Ok;
    }

    internal Answer Reset(Party party, ReadOnlySpan<char> name)
    {
        using var turn = Enter();
        barriers.Find(name)?.Reset(party.Name);
        return Answer.Ok;
    }

    /// <summary>Why a request about this name cannot be served at all; <c>null</c> when it can.</summary>
    private Answer? Refuses(ReadOnlySpan<char> name, bool isNew)
    {
        if (closedBecause is { } closed) return Answer.Fail(SyncError.Closed, closed);
        if (!isNew) return null;
        if (Names.Problem(name, Options.MaxNameLength) is { } problem) return Answer.Fail(problem.Error, problem.Text);
        return budget.HasName ? null : Answer.Fail(SyncError.Limit, $"scope {Name} holds {Options.MaxNames} names; no more are allowed");
    }

    private Answer? RefusesToHold(Party party, string what)
    {
        if (party == Control)
            return Answer.Fail(SyncError.Usage, $"a control connection is no party and {what}: say 'hello TOKEN as PARTY' first; {Joined()}");
        return party.Ending is null ? null : Answer.Fail(SyncError.Closed, party.Ended);
    }

    private Answer? RefusesValue(ReadOnlySpan<char> text, long beside)
    {
        if (Names.ProblemOfValue(text, Options.MaxValueBytes) is { } problem) return Answer.Fail(problem.Error, problem.Text);
        return budget.TryResize((text.Length * (long)sizeof(char)) + beside)
            ? null
            : Answer.Fail(SyncError.Limit, $"the values and messages of scope {Name} take {Options.MaxScopeBytes} bytes; no more are allowed");
    }
}
