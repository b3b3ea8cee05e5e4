using StreamLib.Plans;

namespace StreamLib.Sync;

/// <summary>Reads the requests of a party and hands them to its scope.</summary>
internal static class PartyRequests
{
    private const string Any = "--any";

    private static Answer NameMissing { get; } = Answer.Misuse("a name is missing");

    internal static Answer Barrier(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return NameMissing;
        var count = BarrierCount.All;
        if (arguments.TryNext(out var word) && !BarrierCount.TryParse(word, out count))
            return Answer.Misuse($"'{word}' is no COUNT: write {StreamList.Forms}");
        return arguments.TrySeconds(out var time, out var problem) ? session.State.Barrier(session.Party, name, count, time, waiter) : problem;
    }

    internal static Answer Signal(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return NameMissing;
        return arguments.TryEnd(out var problem) ? session.State.Signal(session.Party, name) : problem;
    }

    internal static Answer Reached(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return NameMissing;
        if (name is Any)
        {
            if (!arguments.TryNext(out var names)) return NameMissing;
            if (!arguments.TryNumber("COUNT", out var least, out var wrong)) return wrong;
            if (!arguments.TrySeconds(out var limit, out wrong)) return wrong;
            return session.State.ReachedAny(session.Party, names.ToString(), least, limit, waiter);
        }

        if (!arguments.TryNumber("COUNT", out var count, out var problem) || !arguments.TrySeconds(out var time, out problem)) return problem;
        return session.State.Reached(session.Party, name, count, time, waiter);
    }

    internal static Answer Set(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var key)) return NameMissing;
        return arguments.TryValue(out var value) ? session.State.Set(session.Party, key, value) : Answer.Misuse("VALUE is missing");
    }

    internal static Answer Get(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var key)) return NameMissing;
        return arguments.TrySeconds(out var time, out var problem) ? session.State.Get(session.Party, key, time, waiter) : problem;
    }

    internal static Answer Send(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var topic)) return NameMissing;
        return arguments.TryValue(out var value) ? session.State.Send(session.Party, topic, value) : Answer.Misuse("VALUE is missing");
    }

    internal static Answer Receive(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var topic)) return NameMissing;
        if (topic is Any)
        {
            if (!arguments.TryNext(out var topics)) return NameMissing;
            if (!arguments.TrySeconds(out var limit, out var wrong)) return wrong;
            return session.State.ReceiveAny(session.Party, topics.ToString(), limit, waiter);
        }

        long after = 0;
        if (!arguments.AtEnd && !arguments.TryNumber("AFTER", out after, out var problem)) return problem;
        return arguments.TrySeconds(out var time, out problem) ? session.State.Receive(session.Party, topic, after, time, waiter) : problem;
    }

    internal static Answer Lock(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return NameMissing;
        return arguments.TrySeconds(out var time, out var problem) ? session.State.Lock(session.Party, name, time, waiter) : problem;
    }

    internal static Answer Unlock(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return NameMissing;
        return arguments.TryEnd(out var problem) ? session.State.Unlock(session.Party, name) : problem;
    }

    internal static Answer Fail(Session session, ref Arguments arguments, Waiter waiter) =>
        // Without a reason it gives up all the same.
        session.State.GiveUp(session.Party, arguments.AtEnd ? "no reason was given" : arguments.Text);

    internal static Answer Reset(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var name)) return NameMissing;
        return arguments.TryEnd(out var problem) ? session.State.Reset(session.Party, name) : problem;
    }

    internal static Answer Status(Session session, ref Arguments arguments, Waiter waiter) =>
        arguments.TryEnd(out var problem) ? Answer.Lines(session.State.Status()) : problem;
}
