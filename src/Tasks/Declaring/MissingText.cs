using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Finds shell text that MSBuild evaluated to nothing before a task saw it: <c>$(ls)</c>, <c>@(a)</c>, <c>%02d</c>.</summary>
/// <remarks>What is written in the project files is compared with what arrived. A reference to a property that a file sets, or that is not
/// empty, is meant as one.</remarks>
internal static partial class MissingText
{
    // Programs that people call without an argument to use what they write.
    private static readonly HashSet<string> s_programs = new(StringComparer.Ordinal)
    {
        "ls", "pwd", "date", "hostname", "whoami", "id", "uname", "nproc", "arch", "tty", "logname", "users", "who", "env", "jobs",
        "mktemp", "uptime", "cat", "ps", "dirname", "groups",
    };

    /// <summary>What is likely not meant as it arrived, and where it is written.</summary>
    /// <param name="tests">The tests.</param>
    /// <param name="streams">Their streams.</param>
    /// <param name="nestedTests">What runs in them.</param>
    /// <param name="engine">The build.</param>
    public static IReadOnlyList<(PlanGap Gap, Place Place)> Of(ITaskItem[] tests, ITaskItem[] streams, ITaskItem[] nestedTests,
        IBuildEngine engine)
    {
        string[] around = [.. ProjectFiles.Around(engine.ProjectFileOfTaskNode)];
        var globals = (engine as IBuildEngine6)?.GetGlobalProperties().Keys ?? [];
        var found =
            from typed in new[] { ("MultiStreamTest", tests), ("TestStream", streams), ("NestedTest", nestedTests) }
            from item in typed.Item2
            let files = around.Append(item.GetMetadata("DefiningProjectFullPath")).Where(file => file.Length > 0)
                .Distinct(StringComparer.Ordinal).ToArray()
            from written in Written(typed.Item1, item, files)
            where Fits(written.Text, item.GetMetadata(written.Name))
            from gap in In(written.Text, item.GetMetadata(written.Name), name => IsDefined(name, files, globals))
            select (new PlanGap("SL5126", $"{typed.Item1} {item.ItemSpec}, {written.Name}: {gap}"),
                ProjectFiles.PlaceOf(written.File, written.Where));
        return [.. found.Distinct()];
    }

    /// <summary>What MSBuild took out of one text.</summary>
    /// <param name="text">The text as it is written.</param>
    /// <param name="arrived">The text as it arrived.</param>
    /// <param name="isDefined">Whether a file of the project, or its command line, has a property, an item or a metadatum of this
    /// name.</param>
    public static IEnumerable<string> In(string text, string arrived, Predicate<string> isDefined)
    {
        foreach (Match reference in Reference().Matches(text))
        {
            if (arrived.Contains(reference.Value, StringComparison.Ordinal) || IsMeant(reference, text, arrived, isDefined)) continue;
            var value = Captured(text, reference.Index, arrived);
            yield return $"MSBuild took {reference.Value} for {Kind(reference.Value[0])} and "
                + $"put {(string.IsNullOrEmpty(value) ? "nothing" : $"'{value}'")} in its place. "
                + $"Write %{(int)reference.Value[0]:x2}{reference.Value[1..]} for the text itself.";
        }

        foreach (Match escape in Escape().Matches(text))
        {
            var character = (char)Convert.ToInt32(escape.Groups[1].Value, 16);
            if (IsEscaped(character)) continue;
            yield return $"MSBuild took {escape.Value} for the "
                + $"character {(char.IsControl(character) ? $"U+{(int)character:X4}" : $"'{character}'")}. Write %25{escape.Value[1..]} "
                + "for the text itself.";
        }
    }

    // A name that can be one of a property is meant so, unless nothing has it and it reads like a program, or was empty and is written as
    // no property is.
    private static bool IsMeant(Match reference, string text, string arrived, Predicate<string> isDefined)
    {
        var name = reference.Groups["name"].Value;
        if (reference.Value[0] == '$' && Function().IsMatch(name)) return true;
        if (!Identifier().IsMatch(name)) return reference.Value[0] != '$';
        if (isDefined(name)) return true;
        if (reference.Value[0] == '%' && char.IsAsciiLetterUpper(name[0])) return true;
        if (s_programs.Contains(name)) return false;
        return char.IsAsciiLetterUpper(name[0]) || Captured(text, reference.Index, arrived) is { Length: > 0 };
    }

    private static string Kind(char sign) => sign switch { '$' => "a property", '@' => "a list of items", _ => "a metadatum" };

    // MSBuild has signs of its own, which are written so; blanks, quotes and brackets of XML are, too.
    private static bool IsEscaped(char character) => "%$@'()*?; \t\r\n\"<>&".Contains(character, StringComparison.Ordinal);

    /// <summary>Whether a text can have become what arrived, whatever its references are.</summary>
    private static bool Fits(string text, string arrived) => Pattern(text, capturedAt: -1).IsMatch(arrived.Trim());

    private static string? Captured(string text, int at, string arrived) =>
        Pattern(text, at).Match(arrived.Trim()) is { Success: true } match ? match.Groups["it"].Value : null;

    // What is between references stays as it is, but for escapes, which may be any character.
    private static Regex Pattern(string text, int capturedAt)
    {
        text = text.TrimEnd();
        var pattern = new StringBuilder(@"^\s*");
        var from = text.Length - text.TrimStart().Length;
        foreach (Match part in Part().Matches(text))
        {
            if (part.Index < from) continue;
            var isEscape = part.Value[0] == '%' && part.Length == 3;
            pattern.Append(Literal(text[from..part.Index])).Append(part.Index == capturedAt ? "(?<it>.*?)" : isEscape ? "." : ".*?");
            from = part.Index + part.Length;
        }

        return new Regex($"{pattern.Append(Literal(text[from..]))}\\s*$", RegexOptions.Singleline, TimeSpan.FromSeconds(1));
    }

    // Blanks at the ends of an attribute do not always arrive.
    private static string Literal(string text) => Regex.Escape(text).Replace("\\ ", "\\s*", StringComparison.Ordinal);

    private static bool IsDefined(string name, string[] files, IEnumerable<string> globals) =>
        globals.Contains(name, StringComparer.OrdinalIgnoreCase)
        || files.SelectMany(ProjectFiles.Elements)
            .Any(element => string.Equals(element.Name.LocalName, name, StringComparison.OrdinalIgnoreCase));

    // All that may have written a metadatum of the item: its own element, an update, a definition.
    private static IEnumerable<(string File, XObject Where, string Name, string Text)> Written(string type, ITaskItem item,
        string[] files) =>
        from file in files
        from element in ProjectFiles.Elements(file)
        where element.Name.LocalName == type && Names(element, item.ItemSpec)
        from written in element.Attributes().Select(a => (Where: (XObject)a, Name: a.Name.LocalName, Text: a.Value))
            .Concat(element.Elements().Select(e => (Where: (XObject)e, Name: e.Name.LocalName, Text: e.Value)))
        where written.Name is not ("Include" or "Update" or "Exclude" or "Remove" or "Condition")
            && written.Text.AsSpan().IndexOfAny('$', '@', '%') >= 0
        select (file, written.Where, written.Name, written.Text);

    private static bool Names(XElement element, string name)
    {
        var names = (string?)element.Attribute("Include") ?? (string?)element.Attribute("Update");
        return names is null
            ? element.Parent?.Name.LocalName is "ItemDefinitionGroup"
            : names.AsSpan().IndexOfAny('*', '?', '$') >= 0 || names.Contains('@', StringComparison.Ordinal)
                || names.Split(';', StringSplitOptions.TrimEntries).Contains(name, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"[$@%]\((?<name>[^()]*(?:\([^()]*\)[^()]*)*)\)|%[0-9A-Fa-f]{2}")]
    private static partial Regex Part();

    [GeneratedRegex(@"[$@%]\((?<name>[^()]*(?:\([^()]*\)[^()]*)*)\)")]
    private static partial Regex Reference();

    [GeneratedRegex("%([0-9A-Fa-f]{2})")]
    private static partial Regex Escape();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^\s*\[|^[A-Za-z_]\w*[.[]|^Registry:")]
    private static partial Regex Function();
}
