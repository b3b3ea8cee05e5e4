using StreamLib.Sync;

namespace StreamLib.Cli.Sync;

/// <summary>Between the words of a command line and the one line of the protocol.</summary>
internal static class RequestText
{
    // A connection of a control token is told how it would play a party by the protocol; here that is an option.
    private const string InProtocol = "say 'hello TOKEN as PARTY' first";
    private const string Here = "say whom you play with --as PARTY";

    /// <summary>What follows the verb. No word can become two, or another request.</summary>
    public static string Of(RequestForm form, IReadOnlyList<string> words)
    {
        var line = "";
        foreach (var (word, text) in form.Words.Zip(words))
        {
            if (!word.IsRest && Names.Problem(text, int.MaxValue) is { } problem) throw new SyncException(problem.Error, $"{form.Verb}, {word.Name}", problem.Text);
            line += word.Name is "REASON" or "TEXT" ? $" {OneLine.Of(text)}" : $" {text}";
        }

        return line;
    }

    /// <summary>The error of a request, with the thing that it is about, and the way out that this tool has.</summary>
    public static SyncException InWordsOfThisTool(SyncException e, RequestForm form, IReadOnlyList<string> words)
    {
        var request = form.Words is [{ IsRest: false }, ..] && words.Count > 0 ? $"{form.Verb} {words[0]}" : form.Verb;
        return new SyncException(e.Error, request, e.Reason.Replace(InProtocol, Here, StringComparison.Ordinal), e.InnerException);
    }
}
