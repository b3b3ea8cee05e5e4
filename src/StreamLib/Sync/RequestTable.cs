using System.Diagnostics.CodeAnalysis;

namespace StreamLib.Sync;

/// <summary>All requests that the server understands.</summary>
internal static class RequestTable
{
    internal static IReadOnlyList<Request> All { get; } =
    [
        new("hello TOKEN [NAME]", "say who you are; 'hello TOKEN as PARTY' with the control token plays a party", Audience.Anyone, SessionRequests.Hello),
        new(
            "barrier NAME [COUNT] [SECONDS]",
            "wait for COUNT parties: a number, all (the default), role:NAME or STREAM,STREAM",
            Audience.Parties,
            PartyRequests.Barrier),
        new("signal NAME", "count NAME up, never wait", Audience.Parties, PartyRequests.Signal),
        new("reached NAME COUNT [SECONDS]", "wait until NAME was signalled COUNT times", Audience.Parties, PartyRequests.Reached),
        new(
            "reached --any NAME,NAME COUNT [SECONDS]",
            "wait until one of the names was signalled COUNT times; answers which",
            Audience.Parties,
            PartyRequests.Reached),
        new("set KEY VALUE", "store the rest of the line under KEY", Audience.Parties, PartyRequests.Set),
        new("get KEY [SECONDS]", "wait until KEY is there and read it", Audience.Parties, PartyRequests.Get),
        new("send TOPIC VALUE", "append the rest of the line to TOPIC", Audience.Parties, PartyRequests.Send),
        new("receive TOPIC [AFTER [SECONDS]]", "wait for the first message of TOPIC after number AFTER (0)", Audience.Parties, PartyRequests.Receive),
        new(
            "receive --any TOPIC=AFTER,TOPIC=AFTER [SECONDS]",
            "wait for the first message of one of the topics; answers TOPIC before it",
            Audience.Parties,
            PartyRequests.Receive),
        new("lock NAME [SECONDS]", "wait for a lock and take it", Audience.Parties, PartyRequests.Lock),
        new("unlock NAME", "give a lock back", Audience.Parties, PartyRequests.Unlock),
        new("fail REASON", "give up: everything that waits fails with REASON", Audience.Parties, PartyRequests.Fail),
        new("reset NAME", "mend a broken barrier and forget its count", Audience.Parties, PartyRequests.Reset),
        new("status", "who waits, who is missing", Audience.Parties, PartyRequests.Status),
        new("help", "these lines", Audience.Anyone, SessionRequests.Help),
        new("ping", "ok", Audience.Parties, SessionRequests.Ping),
        new("quit", "ok, and the end of the connection", Audience.Anyone, SessionRequests.Quit),
        new("scope NAME", "take control of scope NAME, opening it if need be; answers its control token", Audience.Control, ControlRequests.Scope),
        new("open NAME", "open a scope for a job: answers its control token. It ends by close, or with this connection", Audience.Control, ControlRequests.Open),
        new("close", "end the scope: what waits there is answered closed", Audience.Control, ControlRequests.Close),
        new("stream NAME [ROLE]", "declare a stream, which all and role:ROLE count", Audience.Control, ControlRequests.Stream),
        new("leave STREAM", "take a stream out of what all and role: count", Audience.Control, ControlRequests.Leave),
        new(
            "join PARTY [STREAM [ROLE [AFTER [BARRIER [KIND]]]]]",
            "make a party known; answers its token. STREAM is by default what is before the / of PARTY; it starts when AFTER has ended, "
                + "and arrives only at BARRIER; KIND is background or code; - for none",
            Audience.Control,
            ControlRequests.Join),
        new("ended PARTY OUTCOME [TEXT]", "a party has ended: passed, failed or expected-failure", Audience.Control, ControlRequests.Ended),
        new("doing [PARTY TEXT]", "what the stream of a party is doing; without words, what all are doing", Audience.Control, ControlRequests.Doing),
        new("waits PARTY", "what a party waits for, and who could bring it", Audience.Control, ControlRequests.Waits),
        new("line PARTY TEXT", "the last line of output of the stream of a party", Audience.Control, ControlRequests.Line),
        new("hint TEXT", "what the log says after each report of who waits for whom", Audience.Control, ControlRequests.Hint),
        new("deadline [SECONDS [PARTY]]", "waits without SECONDS of their own, of all or of PARTY, end in so many seconds; - for never", Audience.Control, ControlRequests.Deadline),
        new("seal", "no other party will join", Audience.Control, ControlRequests.Seal),
        new("break NAME REASON", "break a barrier for all who wait", Audience.Control, ControlRequests.Break),
        new("release LOCK", "take a lock away from its holder", Audience.Control, ControlRequests.Release),
        new("told PARTY", "the break of a barrier that a party was told of last", Audience.Control, ControlRequests.Told),
        new("account PARTY", "gave-up REASON, or the first broken BARRIER that a party has not passed since", Audience.Control,
            AccountRequests.Account),
        new("log [AFTER [SECONDS]]", "wait for the first line of the log after number AFTER (0)", Audience.Control, ControlRequests.Log),
    ];

    // Of a request with two forms both have the same handler.
    private static readonly Dictionary<string, Request> ByVerb =
        All.DistinctBy(request => request.Verb).ToDictionary(request => request.Verb, StringComparer.Ordinal);

    internal static string Verbs { get; } = string.Join(' ', ByVerb.Keys);

    internal static string Help { get; } = string.Join('\n', All.Select(request =>
        $"{request.Form} - {request.Meaning}{(request.For == Audience.Control ? " (control token)" : "")}"));

    internal static bool TryFind(ReadOnlySpan<char> verb, [NotNullWhen(true)] out Request? request) =>
        ByVerb.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(verb, out request);
}
