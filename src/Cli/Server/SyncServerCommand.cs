using System.CommandLine;
using System.Security.Cryptography;
using StreamLib.Shared;
using StreamLib.Sync;

namespace StreamLib.Cli.Server;

/// <summary><c>syncserver</c>: a sync server that stands alone, until it is told to end.</summary>
internal static class SyncServerCommand
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where: IP:PORT, or a PORT on loopback; port 0 takes a free one. Whoever listens elsewhere than on loopback needs a token, and sends it over the network as it is.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => "127.0.0.1:0",
    };

    private static readonly TokenOptions Tokens = new("What whoever takes part has to show.", ", else one is made and shown");

    private static readonly Option<bool> NoToken = new("--no-token") { Description = "Let everybody on this machine take part; on loopback only." };

    private static readonly Option<string> Scope = new("--scope")
    {
        Description = "The name of the scope that everybody meets in.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "default",
    };

    public static Command Create()
    {
        var command = new NotedCommand("syncserver", "Runs a sync server alone: barriers, locks, messages and shared data for all who have its token.", """
            It shows each arrival and release as it happens. ^C, SIGTERM and SIGHUP end it in order: who waits is told, and the exit code is 0.

            Exit codes:
              0    ended in order
              2    wrong usage
              3    it cannot listen there
              130  told to end a second time, before all was closed
            """)
        {
            Listen, Tokens.Token, Tokens.File, NoToken, Scope,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var listen = ListenAddress.Parse(parsed.GetRequiredValue(Listen));
        var token = TokenFor(parsed);
        using var end = new GracefulEnd(launcher: Launcher.OfThisProcess());
        var log = new ServerLog();
        await using var _ = log.ConfigureAwait(false);
        var server = SyncServer.Start(new SyncServerOptions
        {
            Listen = listen,
            Token = token?.Value,
            AllowAnonymous = token is null,
            StandAloneScope = parsed.GetRequiredValue(Scope),
            Log = log.Write,
        });
        await using (server.ConfigureAwait(false))
        {
            foreach (var line in Greeting.For(ListenAddress.ForClients(server.EndPoint), token, server.StandAloneScope!.Name)) Terminal.Write(line);
            await Task.Delay(Timeout.Infinite, end.Requested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            log.Write("the server ends");
        }

        return 0;
    }

    private static GivenToken? TokenFor(ParseResult parsed)
    {
        if (!parsed.GetValue(NoToken)) return Tokens.Find(parsed) ?? Made();
        if (parsed.GetValue(Tokens.Token) is null && parsed.GetValue(Tokens.File) is null) return null;
        throw new ToolException("SL4104", "--no-token lets everybody in, and a token is given as well: leave one of them out.");
    }

    private static GivenToken Made()
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new GivenToken(token, token);
    }
}
