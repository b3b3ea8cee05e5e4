using StreamLib.Sync;

namespace StreamLib.Cli.Sync;

/// <summary>A word of a request, as the server's own table writes it.</summary>
/// <param name="Name">As in <c>COUNT</c>.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
internal sealed record RequestWord(string Name, bool IsOptional)
{
    /// <summary>Whether it is the rest of the line, blanks and all.</summary>
    public bool IsRest => Name is "VALUE" or "REASON" or "TEXT";

    /// <summary>What to write there.</summary>
    public string Meaning => Name switch
    {
        "COUNT" => "A number, or for a barrier also all, role:NAME or STREAM,STREAM.",
        "SECONDS" => "How long to wait at most; may be a fraction, 0 asks without waiting. Default: as long as it takes.",
        "AFTER" => "The number of the last message that is known already. Default: 0.",
        "VALUE" => "One line; several words are joined with blanks.",
        "REASON" => "Why, for those who wait.",
        "TEXT" => "The rest, in words.",
        "OUTCOME" => "passed, failed or expected-failure.",
        "PARTY" => "The party, as in client1/1-NetPerf.",
        "STREAM" => "The stream, as in client1.",
        "ROLE" => "Its role; default: its name without the number at the end.",
        _ => "One word.",
    };
}

/// <summary>A request of the server's table, taken apart: <c>barrier NAME [COUNT] [SECONDS]</c>.</summary>
internal sealed record RequestForm(string Verb, string Meaning, bool NeedsControl, IReadOnlyList<RequestWord> Words)
{
    /// <summary>All requests but those that a connection makes by itself: <c>quit</c>, and the token of <c>hello</c>.</summary>
    public static IEnumerable<RequestForm> All => RequestTable.All.Where(request => request.Verb != "quit" && !request.IsOfAny).Select(Of);

    /// <summary>Whether it can wait for the first of several.</summary>
    public bool CanBeOfAny => RequestTable.All.Any(request => request.Verb == Verb && request.IsOfAny);

    /// <summary>Whether the answer has several lines.</summary>
    public bool HasManyLines => Verb is "status" or "help";

    /// <summary>Whether it reads a numbered series, and can go on to read the next.</summary>
    public bool IsSeries => Words.Any(word => word.Name == "AFTER");

    private static RequestForm Of(Request request)
    {
        var (words, depth) = (new List<RequestWord>(), 0);
        foreach (var text in request.Form.Split(' ').Skip(1))
        {
            depth += text.Count(c => c == '[');
            words.Add(new RequestWord(text.Trim('[', ']'), IsOptional: depth > 0));
            depth -= text.Count(c => c == ']');
        }

        return new RequestForm(request.Verb, MeaningOf(request), request.For == Audience.Control, request.Verb == "hello" ? [] : words);
    }

    // Some say what they do to those who talk to the server itself.
    private static string MeaningOf(Request request) => request.Verb switch
    {
        "hello" => "show the scope and the party that you are",
        "help" => "all requests, as the server itself understands them",
        "ping" => "see whether the server is there and the token is known",
        _ => request.Meaning,
    };
}
