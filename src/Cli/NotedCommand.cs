using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace StreamLib.Cli;

/// <summary>A command with notes that stand below its own help, and not in the list of commands.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in one line.</param>
/// <param name="notes">What else is worth knowing.</param>
internal sealed class NotedCommand(string name, string description, string notes) : Command(name, description)
{
    public string Notes { get; } = notes;
}

/// <summary>The help of the field's library, under the name that people type, and with the notes.</summary>
internal sealed class HelpWithNotes(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly (string Theirs, string Ours)[] Words =
    [
        ($"  {RootCommand.ExecutableName}", "  dotnet streams"),
        // What a lock is taken for comes after two dashes, with or without SECONDS.
        ("[<SECONDS> [<COMMAND>...]]", "[<SECONDS>] [-- <COMMAND>...]"),
        ("<SECONDS> <COMMAND>   ", "<SECONDS> -- <COMMAND>"),
    ];

    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithNotes((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var exitCode = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(Words.Aggregate(text.ToString(), (page, word) => page.Replace(word.Theirs, word.Ours, StringComparison.Ordinal)));
        if (parseResult.CommandResult.Command is NotedCommand noted) output.WriteLine(noted.Notes);
        return exitCode;
    }
}
