using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>One thing that a test, a stream or a step can have, as it is written where there is no C#: as metadata of an item, as a word of a command line.</summary>
/// <param name="Name">What it is called there, as in <c>KnownIssue</c>; on a command line in any case, with dashes or without.</param>
/// <param name="Form">What is written, as in <c>NAME=VALUE;…</c>.</param>
/// <param name="Meaning">What it means, and what holds without it.</param>
/// <param name="Set">The test, stream or step with what is written; a <see cref="PlanException"/> where that cannot be read.</param>
internal sealed record Term<T>(string Name, string Form, string Meaning, Func<T, string, T> Set)
{
    /// <summary>The property that says the same in C#.</summary>
    public string Property { get; init; } = Name;
}

/// <summary>Reads what is written of a test, a stream or a step.</summary>
internal static partial class Terms
{
    /// <summary>Adds to <paramref name="start"/> all that is written of it.</summary>
    /// <param name="terms">What it can have.</param>
    /// <param name="start">What holds without a word.</param>
    /// <param name="written">Gives what is written of a term, by its name; <c>null</c> for nothing.</param>
    /// <param name="wrong">Takes what cannot be read, and the term.</param>
    public static T Read<T>(this IEnumerable<Term<T>> terms, T start, Func<string, string?> written, Action<string, PlanException> wrong)
    {
        foreach (var term in terms)
        {
            if (written(term.Name) is not { } text) continue;
            try
            {
                start = term.Set(start, text);
            }
            catch (PlanException e)
            {
                wrong(term.Name, e);
            }
        }

        return start;
    }

    /// <summary>The parts of a list, separated by semicolons; one that belongs to a part is written <c>\;</c>.</summary>
    internal static string[] List(string text) =>
        [.. Semicolon().Split(text).Select(part => part.Trim().Replace("\\;", ";", StringComparison.Ordinal))
            .Where(part => part.Length > 0)];

    internal static bool Flag(string text) => text.Trim().ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => throw new PlanException("SL1086", $"'{text}' is neither true nor false."),
    };

    internal static TEnum Choice<TEnum>(string text)
        where TEnum : struct, Enum =>
        Enum.GetNames<TEnum>().FirstOrDefault(name => string.Equals(name, text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<TEnum>(name)
            : throw new PlanException("SL1086", $"'{text}' is none of {string.Join(" and ", Enum.GetNames<TEnum>().Select(name => name.ToLowerInvariant()))}: write one of them.");

    [GeneratedRegex(@"(?<!\\);")]
    private static partial Regex Semicolon();
}
