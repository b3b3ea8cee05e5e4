using System.CommandLine;
using StreamLib.Commands;
using StreamLib.Shared;

namespace StreamLib.Cli.Running;

/// <summary><c>run</c>: a test of a test application, in a process of its own, or streams that are given on the command line, in this one.</summary>
internal sealed class RunCommand
{
    private readonly Argument<string[]> test = new("TEST") { Description = "The class to run, after the main assembly of its test application where that is not --application: APP.dll TEST.", Arity = ArgumentArity.ZeroOrMore };

    private readonly Option<string> application = new("--application")
    {
        Description = "The main assembly of a test application: the one of TEST, and of what class= runs. Default: that which the project in the current folder was built to.",
        HelpName = "APP.dll",
    };

    private readonly StreamOptions streams = new();
    private readonly RunOptions options = new();
    private readonly ByHandOptions byHand = new();
    private readonly Option<bool> dryRun = DryRun.Option();
    private readonly string[] written;

    private RunCommand(string[] written) => this.written = written;

    /// <param name="written">The command line, which a test application is given as it is.</param>
    public static Command Create(string[] written)
    {
        var run = new RunCommand(written);
        var command = new NotedCommand("run", "Runs a test of a test application, or streams that are given here.", $"""
            Examples:
              dotnet streams run bin/Debug/net10.0/NetperfTests.dll MultiNetperf --hosts ssh:h1,ssh:h2
              dotnet streams run NetServer --sync 127.0.0.1:4711 --streams server,client --as server
              dotnet streams run --start 'server port=auto ready=port -- nc -l -k $STREAM_SERVER_ADDRESS $PORT' \
                --run 'client needs=server -- nc -N $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT'

            {StreamOptions.Notes}

            Exit codes:
              0    all as expected
              1    a test failed
              2    wrong usage, or an invalid plan
              3    only infrastructure went wrong
              130  cancelled; the first ^C asks, the second insists
            """)
        {
            run.test, run.application,
        };
        run.streams.AddTo(command);
        run.options.AddTo(command);
        run.byHand.AddTo(command);
        command.Options.Add(run.dryRun);
        command.SetAction((parsed, _) => run.RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var words = parsed.GetValue(test) ?? [];
        var given = parsed.GetValue(application);
        if (streams.AreGiven(parsed))
        {
            if (words.Length > 0)
                throw new ToolException("SL4114", $"{string.Join(' ', words)} names a test, and --run and --start give streams: give one or the other. A value with blanks is one word of the shell: --run 'client -- COMMAND'.");
            return await RunHereAsync(parsed, given).ConfigureAwait(false);
        }

        var named = words.Length > 0 && Application.IsNamed(words[0]) ? words[0] : null;
        if (words.Length == 0 || words.Length > (named is null ? 1 : 2) || (words.Length == 1 && named is not null))
            throw new ToolException("SL4114", $"{(words.Length == 0 ? "Nothing to run is given" : words.Length == 1 ? $"{named} is given without a test" : $"'{string.Join(' ', words)}' is more than a test")}: write TEST, APP.dll TEST, or streams with --run and --start. 'dotnet streams list' lists the tests.");
        if (named is not null && given is not null)
            throw new ToolException("SL4114", $"{named} and --application {given} both name a test application: give one of them.");
        return await Application.RunAsync(Application.Find(named ?? given), ["run", .. Rest(named)], lifeline: true).ConfigureAwait(false);
    }

    private async Task<int> RunHereAsync(ParseResult parsed, string? given)
    {
        byHand.RefuseFor(parsed, "what --run and --start make");
        using var end = new GracefulEnd(parsed.GetValue(options.Lifeline), Launcher.OfThisProcess());
        var plan = streams.Plan(parsed, () => Application.Find(given));
        var job = options.Job(parsed);
        if (!parsed.GetValue(dryRun)) return await Commands.Running.RunAsync(chosen => Job.RunAsync(plan, chosen, end.Requested), job).ConfigureAwait(false);
        Console.Out.Write(await Job.DescribeAsync([plan], job, end.Requested).ConfigureAwait(false));
        return 0;
    }

    // As it was written, but for what is the tool's own: the application understands the rest, whatever its version.
    private IEnumerable<string> Rest(string? named)
    {
        for (var i = Array.IndexOf(written, "run") + 1; i < written.Length; i++)
        {
            if (written[i] == application.Name) i++;
            else if (named is not null && written[i] == named) named = null;
            else if (!written[i].StartsWith($"{application.Name}=", StringComparison.Ordinal)) yield return written[i];
        }
    }
}
