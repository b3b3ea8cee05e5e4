namespace StreamLib.Sync;

/// <summary>Reads the requests that are about the connection itself.</summary>
internal static class SessionRequests
{
    internal static Answer Hello(Session session, ref Arguments arguments, Waiter waiter)
    {
        if (!arguments.TryNext(out var token)) return Answer.Misuse("TOKEN is missing");
        string? name = arguments.TryNext(out var word) ? word.ToString() : null;
        var plays = name == "as" && arguments.TryNext(out word);
        if (plays) name = word.ToString();
        return arguments.TryEnd(out var problem) ? session.Hello(token, name, plays, waiter) : problem;
    }

    internal static Answer Help(Session session, ref Arguments arguments, Waiter waiter) => Answer.Lines(RequestTable.Help);

    internal static Answer Ping(Session session, ref Arguments arguments, Waiter waiter) =>
        arguments.TryEnd(out var problem) ? Answer.Ok : problem;

    internal static Answer Quit(Session session, ref Arguments arguments, Waiter waiter)
    {
        session.HasQuit = true;
        return Answer.Ok;
    }
}
