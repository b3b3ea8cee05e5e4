namespace StreamLib.Sync;

/// <summary>Reads the request of a job for what bears on the verdict of a nested test.</summary>
internal static class AccountRequests
{
    internal static Answer Account(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var party)) return Answer.Misuse("PARTY is missing");
        if (!arguments.TryEnd(out var problem)) return problem;
        return session.State.AccountOf(party.ToString()).Line is { Length: > 0 } line ? Answer.Of(line) : Answer.Ok;
    }
}
