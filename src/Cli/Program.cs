using System.CommandLine;
using StreamLib.Cli;
using StreamLib.Cli.Hosts;
using StreamLib.Cli.Running;
using StreamLib.Cli.Server;
using StreamLib.Cli.Sync;
using StreamLib.Plans;
using StreamLib.Shared;
using StreamLib.Sync;

SafeConsole.Install();
var root = new RootCommand("Multi-stream tests by hand: streams on several hosts, barriers and data between them.")
{
    RunCommand.Create(args),
    ListCommand.Create(),
    HostsCommand.Create(),
    SyncServerCommand.Create(),
    SyncCommand.Create(),
};
HelpWithNotes.AddTo(root);
// A value may begin with an @, which is no file of arguments.
var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    StreamLib.Commands.CommandLineErrors.Refuse(parsed, args, "dotnet streams");
    // Signals are ours: the library's own handling would end the process before its connections are closed.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
}
catch (StreamLibException e)
{
    await Console.Error.WriteLineAsync(e.Text).ConfigureAwait(false);
    return e switch { ToolException tool => tool.ExitCode, SyncException sync => ExitCode.Of(sync), _ => ExitCode.Usage };
}
catch (OperationCanceledException)
{
    return ExitCode.Cancelled;
}
