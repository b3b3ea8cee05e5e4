using System.CommandLine;
using StreamLib.Commands;
using StreamLib.Shared;
using StreamLib.Sync;

namespace StreamLib.Cli.Sync;

/// <summary>The command for one request of the protocol: its words are arguments, its answer goes to standard output.</summary>
internal sealed class RequestCommand
{
    private readonly RequestForm form;
    private readonly TargetOptions target;
    private readonly List<Argument> arguments;
    private readonly Option<bool> follow = new("--follow") { Description = "Go on with the next one, until the time of one is over or this is ended." };

    private readonly Option<bool> any = new("--any")
    {
        Description = "Wait for the first of several: NAME,NAME, and of messages TOPIC=AFTER,TOPIC=AFTER.",
    };


    private RequestCommand(RequestForm form, TargetOptions target)
    {
        (this.form, this.target) = (form, target);
        arguments = [.. form.Words.Select(ArgumentOf)];
    }

    public static Command For(RequestForm form, TargetOptions target)
    {
        var request = new RequestCommand(form, target);
        var command = new Command(form.Verb, DescriptionOf(form));
        foreach (var argument in request.arguments) command.Arguments.Add(argument);
        if (form.IsSeries) command.Options.Add(request.follow);
        if (form.CanBeOfAny) command.Options.Add(request.any);
        command.SetAction((parsed, _) => request.RunAsync(parsed));
        return command;
    }

    public static string DescriptionOf(RequestForm form) => $"{char.ToUpperInvariant(form.Meaning[0])}{form.Meaning[1..]}.{(form.NeedsControl ? " With a control token." : "")}";

    /// <summary>The words that were given for an argument.</summary>
    public static IEnumerable<string> Given(ParseResult parsed, Argument argument) => parsed.GetResult(argument)?.Tokens.Select(token => token.Value) ?? [];

    private static Argument ArgumentOf(RequestWord word)
    {
        Argument argument = word.IsRest ? new FreeText(word.Name) : new Argument<string>(word.Name);
        argument.Description = word.Meaning;
        argument.Arity = new ArgumentArity(word.IsOptional ? 0 : 1, word.IsRest ? 100_000 : 1);
        return argument;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var to = target.Target(parsed);
        using var end = new GracefulEnd(launcher: Launcher.OfThisProcess());
        var client = await to.ConnectAsync(end.Requested).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            if (form.Verb == "hello") Console.Out.WriteLine($"scope={client.Scope} party={client.Party}");
            else if (parsed.GetValue(follow)) await FollowAsync(client, parsed, end.Requested).ConfigureAwait(false);
            else Show(await AskAsync(client, WordsOf(parsed), end.Requested, ofAny: IsOfAny(parsed)).ConfigureAwait(false));
        }

        return 0;
    }

    private async Task FollowAsync(SyncClient client, ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = WordsOf(parsed);
        var place = form.Words.TakeWhile(word => word.Name != "AFTER").Count();
        if (words.Count == place) words.Add("0");
        while (true)
        {
            var answer = await AskAsync(client, words, cancellationToken).ConfigureAwait(false);
            Show(answer);
            words[place] = answer.Split(' ')[0];
        }
    }

    private bool IsOfAny(ParseResult parsed) => form.CanBeOfAny && parsed.GetValue(any);

    private List<string> WordsOf(ParseResult parsed) =>
        [.. arguments.Select(argument => Given(parsed, argument).ToList()).TakeWhile(words => words.Count > 0).Select(words => string.Join(' ', words))];

    private async Task<string> AskAsync(SyncClient client, List<string> words, CancellationToken cancellationToken, bool ofAny = false)
    {
        var line = $"{(ofAny ? " --any" : "")}{RequestText.Of(form, words)}";
        try
        {
            return await client.Ask(form.Verb, name: null, line, cancellationToken, form.HasManyLines).ConfigureAwait(false);
        }
        catch (SyncException e)
        {
            throw RequestText.InWordsOfThisTool(e, form, words);
        }
    }

    private void Show(string answer)
    {
        if (answer.Length > 0 || form.Verb == "get") Console.Out.WriteLine(answer);
    }
}
