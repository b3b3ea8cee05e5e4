using StreamLib.Plans;

namespace StreamLib.Cli.Running;

/// <summary>A step as it is written: <c>STREAM[/STEP] [KEY=VALUE]… -- COMMAND LINE</c>.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Name">The name of the step; <c>null</c> where none is written.</param>
/// <param name="Terms">What is written of it, by the names of the catalogue.</param>
internal sealed record WrittenStep(string Stream, string? Name, Dictionary<string, string> Terms);

/// <summary>Reads steps.</summary>
internal static class StepReader
{
    /// <summary>What can be written of a step. How it starts is said by the option.</summary>
    public static string[] Names { get; } =
        [.. ActionTerms.All.Concat(ActionTerms.Further).Select(term => term.Name).Where(name => name != "Command"), .. StepTerms.All.Select(term => term.Name).Where(name => name != "Background")];

    /// <exception cref="PlanException">It cannot be understood.</exception>
    public static WrittenStep Read(string text)
    {
        var (head, line) = Divided(text);
        if (CommandWords.Split(head) is not { } words) throw new PlanException("SL4113", $"'{head}' has a quote that is not closed: close it, or put a \\ before it.");
        if (words.IsEmpty || words[0].Contains('=', StringComparison.Ordinal)) throw new PlanException("SL4113", $"'{text}' names no stream: write STREAM[/STEP] [KEY=VALUE]… -- COMMAND LINE.");
        var names = words[0].Split('/', 2);
        if (names.Any(name => name.Length == 0)) throw new PlanException("SL4113", $"'{words[0]}' is no step: write STREAM or STREAM/STEP.");
        var terms = TermWords.Read(words.Skip(1), Names);
        if (line is not null)
        {
            if (ActionTerms.All.FirstOrDefault(term => terms.ContainsKey(term.Name)) is { } other)
                throw new PlanException("SL4113", $"'{text}' has both {TermWords.Written(other.Name)} and a command line after --: give one of them. What follows a script is arguments=.");
            terms["Command"] = line;
        }

        return new WrittenStep(names[0], names.Length > 1 ? names[1] : null, terms);
    }

    /// <summary>What is before the first word that is <c>--</c>, and the text after it as it is.</summary>
    private static (string Head, string? Line) Divided(string text)
    {
        for (var at = text.IndexOf("--", StringComparison.Ordinal); at >= 0; at = text.IndexOf("--", at + 2, StringComparison.Ordinal))
        {
            var isWord = (at == 0 || char.IsWhiteSpace(text[at - 1])) && (at + 2 == text.Length || char.IsWhiteSpace(text[at + 2]));
            // Inside of quotes what is before it cannot be split.
            if (isWord && CommandWords.Split(text[..at]) is not null) return (text[..at], text[(at + 2)..].Trim());
        }

        return (text, null);
    }
}
