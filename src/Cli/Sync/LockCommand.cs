using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using StreamLib.Commands;
using StreamLib.Hosts;
using StreamLib.Shared;
using StreamLib.Sync;

namespace StreamLib.Cli.Sync;

/// <summary><c>lock NAME [SECONDS] [-- COMMAND…]</c>: takes a lock, and with a command holds it as long as that runs.</summary>
internal sealed class LockCommand
{
    private const int FileNotFound = 2;

    private readonly TargetOptions target;
    private readonly RequestForm form;
    private readonly Argument<string> name = new("NAME") { Description = "The lock." };
    private readonly Argument<string> seconds = new("SECONDS") { Description = "How long to wait for it at most. Default: as long as it takes.", Arity = ArgumentArity.ZeroOrOne };
    private readonly FreeText command = new("COMMAND") { Description = "What runs while the lock is held, with its arguments.", Arity = ArgumentArity.ZeroOrMore };

    private LockCommand(RequestForm form, TargetOptions target) => (this.form, this.target) = (form, target);

    public static Command For(RequestForm form, TargetOptions target)
    {
        var taking = new LockCommand(form, target);
        var command = new NotedCommand(form.Verb, RequestCommand.DescriptionOf(form), """
            With a command the lock is held while that runs, and given back in every ending; the exit code is that of the command, 126 or 127
            when it cannot be started. Without a command the lock is the party's until unlock, or the end of the party: so in a nested test,
            and with --as. On a server that stands alone a party ends with its connection: there a command must be given.
            """)
        {
            taking.name, taking.seconds, taking.command,
        };
        command.SetAction((parsed, _) => taking.RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var (words, run) = Split(parsed);
        var to = target.Target(parsed);
        using var end = new GracefulEnd(launcher: Launcher.OfThisProcess());
        var client = await to.ConnectAsync(end.Requested).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            if (run.Length == 0 && to.EndsWithItsConnection(client.Party))
                throw new ToolException(
                    "SL4106",
                    $"lock {words[0]}: on a server that stands alone a party ends with its connection, and this lock with it. Give what needs the lock: lock {words[0]} -- COMMAND.");
            await AskAsync(client, form.Verb, words, end.Requested).ConfigureAwait(false);
            if (run.Length == 0) return 0;
            try
            {
                using var held = new ForegroundProcess(run);
                // From here on signals are the command's.
                end.Dispose();
                return end.Requested.IsCancellationRequested ? ExitCode.Cancelled : await held.RunAsync().ConfigureAwait(false);
            }
            catch (Win32Exception e)
            {
                var failure = StartFailure.Of(e);
                throw new ToolException("SL4107", $"{run[0]}: {failure.Why}. {failure.WayOut} The lock is given back.")
                {
                    ExitCode = e.NativeErrorCode == FileNotFound ? ExitCode.NotFound : ExitCode.NotExecutable,
                };
            }
            finally
            {
                await GiveBackAsync(client, words[0]).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is before and what is after the <c>--</c>: the parser lets the words after it fill whatever argument is next.</summary>
    private (List<string> Words, string[] Command) Split(ParseResult parsed)
    {
        Argument[] arguments = [name, seconds, command];
        string[] all = [.. arguments.SelectMany(argument => RequestCommand.Given(parsed, argument))];
        var dash = parsed.Tokens.ToList().FindIndex(token => token.Type == TokenType.DoubleDash);
        var count = dash < 0 ? 0 : parsed.Tokens.Count - dash - 1;
        var words = all[..^count];
        return words.Length is 1 or 2
            ? ([.. words], all[^count..])
            : throw new ToolException("SL4104", $"lock {string.Join(' ', words)}: write lock NAME [SECONDS] [-- COMMAND], with the dashes before the command.");
    }

    private async Task AskAsync(SyncClient client, string verb, List<string> words, CancellationToken cancellationToken)
    {
        try
        {
            await client.Ask(verb, name: null, RequestText.Of(form, words), cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException e)
        {
            throw RequestText.InWordsOfThisTool(e, form with { Verb = verb }, words);
        }
    }

    private async Task GiveBackAsync(SyncClient client, string held)
    {
        try
        {
            await AskAsync(client, "unlock", [held], CancellationToken.None).ConfigureAwait(false);
        }
        catch (SyncException e)
        {
            await Console.Error.WriteLineAsync($"warning: the lock was lost while the command ran: {e.Message}").ConfigureAwait(false);
        }
    }
}
