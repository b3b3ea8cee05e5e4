using System.CommandLine;
using System.CommandLine.Parsing;
using StreamLib.Plans;

namespace StreamLib.Cli.Running;

/// <summary>The options that give the streams of a test, in the order in which they are written.</summary>
internal sealed class StreamOptions
{
    /// <summary>What can be written in them.</summary>
    public static string Notes { get; } = $"""
        A step is STREAM or STREAM/STEP, then KEY=VALUE words, then -- and its command line. Values with blanks are quoted inside:
        'server ready="output listening on" -- serve'. needs=server means the only step of that stream.
          a step    {Keys(StepReader.Names)}
          a stream  {Keys(StreamTerms.All.Select(term => term.Name))}
          a test    {Keys(TestTerms.All.Select(term => term.Name))}
        docs/reference/plan.md says what each of them means.
        """;

    private readonly Option<string[]> run = Words("--run", "A step in the foreground: 'STREAM[/STEP] [KEY=VALUE]… -- COMMAND LINE'. May be repeated; those of a stream run in this order.", "STEP");
    private readonly Option<string[]> start = Words("--start", "The same in the background of its stream.", "STEP");
    private readonly Option<string[]> stream = Words("--stream", "What a stream needs besides its steps: 'NAME [KEY=VALUE]…'. May be repeated.", "STREAM");
    private readonly Option<string[]> test = Words("--test", "What the whole test can have: 'KEY=VALUE…'. May be repeated.", "KEYS");
    private readonly Option<string> name = new("--name") { Description = "The name of the test that --run and --start make. Default: Streams.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        Option[] all = [run, start, stream, test, name];
        foreach (var option in all) command.Options.Add(option);
    }

    /// <summary>Whether there are any.</summary>
    public bool AreGiven(ParseResult parsed) => new Option[] { run, start, stream, test, name }.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The test that they make.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="application">Finds the test application of steps that run a class and name none.</param>
    /// <exception cref="PlanException">All that cannot be understood.</exception>
    public Plan Plan(ParseResult parsed, Func<string> application)
    {
        var builder = new PlanBuilder(application);
        if (parsed.GetValue(name) is { } given) builder.Name(given);
        Option? option = null;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option) option = parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == token.Value);
            else if (option == run) builder.Step(run.Name, token.Value, background: false);
            else if (option == start) builder.Step(start.Name, token.Value, background: true);
            else if (option == stream) builder.Stream(stream.Name, token.Value);
            else if (option == test) builder.Test(test.Name, token.Value);
        }

        return builder.Build();
    }

    private static string Keys(IEnumerable<string> names)
    {
        var lines = new List<string> { "" };
        foreach (var word in names.Select(TermWords.Written))
        {
            if (lines[^1].Length + word.Length > 100) lines.Add("");
            lines[^1] += lines[^1].Length == 0 ? word : $" {word}";
        }

        return string.Join("\n            ", lines);
    }

    private static Option<string[]> Words(string name, string description, string help) => new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => [] };
}
