using System.CommandLine;
using System.CommandLine.Parsing;
using StreamLib.Plans;

namespace StreamLib.Commands;

/// <summary>What is wrong with a command line itself, in words of this product: the field's library has others, and no codes.</summary>
internal sealed class CommandLineErrors
{
    private readonly ParseResult parsed;
    private readonly string[] written;
    private readonly List<Command> commands;
    private readonly string help;

    private CommandLineErrors(ParseResult parsed, string[] written, string program)
    {
        this.parsed = parsed;
        this.written = [.. written.TakeWhile(word => word != "--")];
        commands = [.. Outwards(parsed.CommandResult)];
        help = $"'{string.Join(' ', [program, .. commands.Where(command => command is not RootCommand).Select(command => command.Name).Reverse(), "--help"])}'";
    }

    private Command Command => parsed.CommandResult.Command;

    private IEnumerable<OptionResult> Options => All(parsed.RootCommandResult).OfType<OptionResult>();

    /// <summary>Nothing, unless the command line cannot be understood.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="written">Its words.</param>
    /// <param name="program">What people type to start this program.</param>
    /// <exception cref="PlanException">All that is wrong.</exception>
    public static void Refuse(ParseResult parsed, string[] written, string program)
    {
        if (parsed.Action is { ClearsParseErrors: true }) return;
        if (new CommandLineErrors(parsed, written, program).Find() is { Count: > 0 } gaps) throw new PlanException(gaps);
    }

    private List<PlanGap> Find()
    {
        // The options that follow are those of a command that is none.
        if (Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !IsOption(word))
            return [new("SL1055",
                $"There is no command '{word}': {Question(word, Command.Subcommands.Select(command => command.Name))}{help} shows those "
                + $"that there are.")];
        List<PlanGap> gaps = [.. UnknownOptions(), .. Options.Select(OfOption).OfType<PlanGap>(), .. Flags()];
        // Words that are left over may belong to an option that is none, and what is missing may be among them.
        if (gaps.Count > 0) return gaps;
        if (parsed.UnmatchedTokens.Count > 0) return [new("SL1056", $"'{string.Join(' ', parsed.UnmatchedTokens)}' is more than '{Command.Name}' takes: leave it out; {help} shows what can be given.")];
        return parsed.Errors.Count > 0 ? [Missing()] : [];
    }

    // The library takes an option that it does not know for the next argument, where there is room for one.
    private IEnumerable<PlanGap> UnknownOptions()
    {
        var values = All(parsed.RootCommandResult)
            .Where(result => result is OptionResult or ArgumentResult { Argument: FreeText })
            .SelectMany(result => result.Tokens)
            .ToHashSet<Token>(ReferenceEqualityComparer.Instance);
        return parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && IsOption(token.Value) && !values.Contains(token))
            .Select(token => token.Value.Split('=')[0])
            .Distinct()
            .Select(option => new PlanGap("SL1054",
                $"There is no option {option}: {Question(option, Names())}{help} shows those that there are."));
    }

    private IEnumerable<string> Names() =>
        commands.SelectMany(command => command.Options).Where(option => !option.Hidden).Select(option => option.Name);

    private static string Question(string written, IEnumerable<string> names) =>
        Synonyms.Meant(written, names) is { } meant ? $"did you mean {meant}? " : "";

    private PlanGap? OfOption(OptionResult result)
    {
        var name = result.Option.Name;
        // And what follows an option for its value, even where that is an option.
        if (result.Tokens.Select(token => token.Value).FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal) && IsOption(value) && written.Contains(value)) is { } next)
            return new("SL1060", $"{name} has no value, for {next} reads like an option: write {name} VALUE, or {name}={next} where that is meant; {help} shows what it can be.");
        if (parsed.Errors.FirstOrDefault(error => error.SymbolResult == result) is not { } error) return null;
        if (result.IdentifierTokenCount > 1) return new("SL1061", $"{name} is given {result.IdentifierTokenCount} times: give it once.");
        return result.Tokens.Count == 0
            ? new("SL1060", $"{name} has no value: write {name} VALUE; {help} shows what it can be.")
            : new("SL1056", $"{name}: {error.Message} {help} shows what it can be.");
    }

    // And the value of a flag that is neither true nor false for the next argument.
    private IEnumerable<PlanGap> Flags() =>
        from word in written
        where IsOption(word) && word.Contains('=', StringComparison.Ordinal)
        let parts = word.Split('=', 2)
        where commands.SelectMany(command => command.Options).Any(option => option.Name == parts[0] && option.ValueType == typeof(bool)) && !bool.TryParse(parts[1], out _)
        select new PlanGap("SL1086", $"{parts[0]}: '{parts[1]}' is neither true nor false: write {parts[0]} for yes, or leave it out.");

    private PlanGap Missing()
    {
        if (Command.Subcommands.Count > 0) return new("SL1055", $"No command is given: {help} shows those that there are.");
        var missing = Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 }).Select(argument => argument.Name).ToList();
        return missing.Count > 0
            ? new("SL1057", $"'{Command.Name}' is given without {string.Join(" and ", missing)}: {help} shows what has to be given.")
            : new("SL1056", $"{parsed.Errors[0].Message} {help} shows what can be given.");
    }

    private static bool IsOption(string word) => word.TrimStart('-') is [var first, ..] rest && (char.IsAsciiLetter(first) || first == '?') && word.Length - rest.Length is 1 or 2 && !word.Split('=')[0].Any(char.IsWhiteSpace);

    private static IEnumerable<Command> Outwards(CommandResult innermost)
    {
        for (var result = innermost; result is not null; result = result.Parent as CommandResult) yield return result.Command;
    }

    private static IEnumerable<SymbolResult> All(CommandResult command) => command.Children.SelectMany(child => child is CommandResult inner ? All(inner) : [child]);
}
