namespace StreamLib.Sync;

/// <summary>One connection as the protocol sees it, whatever carries its lines: who it is, and what it may ask.</summary>
internal sealed class Session(SyncServer server, string origin) : IDisposable
{
    private SyncScope? scope;
    private SyncScope? opened;
    private Party? party;
    private bool isConnected;
    private bool mayControl;
    private bool standsAlone;

    internal SyncScope Scope => scope!;

    internal ScopeState State => scope!.State;

    internal Party Party => party!;

    /// <summary>Whether it has said who it is, or need not.</summary>
    internal bool IsKnown => scope is not null || server.AllowsAnonymous;

    internal bool HasQuit { get; set; }

    /// <summary>Serves one line. A pending answer comes through the waiter.</summary>
    internal Answer Execute(ReadOnlySpan<char> line, Waiter waiter)
    {
        var arguments = new Arguments(line);
        if (!arguments.TryNext(out var verb)) return Answer.Fail(SyncError.Usage, $"an empty line is no request; requests are: {RequestTable.Verbs}");
        if (!RequestTable.TryFind(verb, out var request))
            return Answer.Fail(SyncError.Usage, $"'{OneLine.Of(verb.ToString(), 40)}' is no request; requests are: {RequestTable.Verbs}");
        try
        {
            if (Refuses(request) is { } refusal) return refusal;
            var answer = request.Handler(this, ref arguments, waiter);
            return answer.Kind == AnswerKind.Misuse ? Answer.Fail(SyncError.Usage, $"{answer.Text}; write: {request.Form}") : answer;
        }
        catch (SyncException exception)
        {
            return Answer.Fail(exception);
        }
    }

    /// <summary>Learns who speaks. A wrong token is answered late, through the waiter.</summary>
    internal Answer Hello(ReadOnlySpan<char> token, string? name, bool plays, Waiter waiter)
    {
        if (server.Identify(token) is { } identity)
            return name is not null && server.Tokens.Find(name) is not null
                ? Answer.Fail(SyncError.Usage, "this name is a token, which names are not: they are seen by all")
                : Hello(identity, name, plays);
        waiter.HoldBack(Answer.Fail(SyncError.Denied, "the token is not known here"), server.Clock, server.Offenders.Add(origin));
        server.Log.Drain();
        return Answer.Pending;
    }

    private Answer Hello(Identity identity, string? name, bool plays)
    {
        if (identity.Party is { } known && (plays || (name ?? known.Name) != known.Name))
            return Answer.Fail(
                SyncError.Denied,
                $"this is the token of {known.Name}; only the control token of scope {identity.Scope!.Name} plays another party");
        var isControl = identity.Party is null && identity.Scope is not null;
        if (isControl && !plays && name is not (null or "control"))
            return Answer.Misuse($"the control token is that of no party; 'hello TOKEN as {name}' plays one");

        var target = identity.Scope ?? server.StandAloneScope!;
        var joins = identity.Scope is null && !plays;
        var next = identity.Party ?? (joins ? target.State.Connect(name) : plays ? target.State.Party(name) : target.State.Control);
        if (next is null) return Answer.Fail(SyncError.Usage, $"no party {name} has joined scope {target.Name}; {target.State.JoinedNow()}");
        Become(target, next, joins);
        (mayControl, standsAlone) = (identity.Party is null, identity.Scope is null);
        return Answer.Of($"streamlib 1 scope={target.Name} party={next.Name}");
    }

    /// <summary>Takes control of a scope: of any on a server that stands alone, of its own elsewhere.</summary>
    internal Answer Control(string name)
    {
        if (!standsAlone && name != Scope.Name) return Answer.Fail(SyncError.Denied, $"this is the control token of scope {Scope.Name}");
        var target = standsAlone ? server.FindOrOpenScope(name) : Scope;
        Become(target, target.State.Control, connects: false);
        return Answer.Of(target.ControlToken);
    }

    /// <summary>Opens a scope for the job behind this connection: when the job goes, so does the scope.</summary>
    internal Answer Open(string name)
    {
        if (!standsAlone) return Answer.Fail(SyncError.Denied, $"this is the control token of scope {Scope.Name}: only the token of the server opens others");
        if (opened is not null) return Answer.Fail(SyncError.Usage, $"this connection has opened scope {opened.Name} already");
        opened = server.OpenScopeForJob(name);
        Become(opened, opened.State.Control, connects: false);
        standsAlone = false;
        return Answer.Of(opened.ControlToken);
    }

    internal Answer Close()
    {
        if (Scope == server.StandAloneScope) return Answer.Fail(SyncError.Usage, $"scope {Scope.Name} ends with its server");
        Scope.Dispose();
        return Answer.Ok;
    }

    public void Dispose()
    {
        LeaveParty();
        opened?.End($"the job that opened scope {opened.Name} has gone");
    }

    private void LeaveParty()
    {
        if (isConnected) State.Disconnect(Party);
        isConnected = false;
    }

    private Answer? Refuses(Request request)
    {
        if (request.For == Audience.Anyone) return null;
        if (scope is null && server.AllowsAnonymous) Hello(server.Identify("-")!, name: null, plays: false);
        if (scope is null) return Answer.Fail(SyncError.Denied, "say who you are first: hello TOKEN");
        if (request.For == Audience.Control && !mayControl)
            return Answer.Fail(SyncError.Denied, $"{request.Verb} needs the control token of scope {scope.Name}");
        return State.ClosedBecause is { } closed ? Answer.Fail(SyncError.Closed, closed) : null;
    }

    private void Become(SyncScope target, Party next, bool connects)
    {
        LeaveParty();
        (scope, party, isConnected) = (target, next, connects);
    }
}
