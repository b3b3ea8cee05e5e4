using System.Net;
using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibTests.Architecture;

public partial class ErrorCodeTests
{
    private static readonly string[] s_endings = [".cs", ".targets", ".props"];

    // Where a text is, when the file that gives it its code does not have it.
    private static readonly Dictionary<string, string[]> s_textsElsewhere = new()
    {
        ["SL1101"] = ["HostList.cs"],
        ["SL2012"] = ["Host.Ports.cs"],
        ["SL5102"] = ["OutcomeWords.cs"],
        ["SL5103"] = ["OutcomeWords.cs"],
        ["SL5117"] = ["ItemWords.cs"],
    };

    [Fact]
    public void Every_code_that_is_used_is_in_the_reference_and_no_other()
    {
        var used = FilesOfCodes().Keys;
        var documented = Rows().Select(row => row.Code).ToArray();

        documented.ShouldBeUnique();
        documented.Except(used).ShouldBeEmpty("no source uses these");
        used.Except(documented).ShouldBeEmpty("these have no row");
        documented.ShouldBeInOrder();
    }

    [Fact]
    public void The_reference_gives_each_code_its_message_its_cause_and_its_remedy()
    {
        foreach (var (code, cells) in Rows())
        {
            cells.Length.ShouldBe(3, $"{code} is a row of code, message, cause and remedy");
            cells.ShouldAllBe(cell => cell.Length > 0, $"{code} has an empty cell");
            cells[0].ShouldMatch("^`[^`]+`$", $"{code}: the message is code");
            cells[1..].ShouldAllBe(cell => cell.EndsWith('.'), $"{code}: cause and remedy are sentences");
        }
    }

    [Fact]
    public void Each_message_in_the_reference_is_that_of_the_sources()
    {
        var files = FilesOfCodes();

        var wrong =
            from row in Rows()
            where files.ContainsKey(row.Code)
            let texts = files[row.Code].Select(TextOf).ToArray()
            from words in FixedWords(row.Cells[0])
            where !texts.Any(text => text.Contains(words, StringComparison.Ordinal))
            select $"{row.Code}: '{words}' is in none of {string.Join(", ", files[row.Code].Select(Path.GetFileName))}";

        wrong.ShouldBeEmpty();
    }

    private static (string Code, string[] Cells)[] Rows() =>
    [
        .. from line in File.ReadLines(Repository.PathOf("docs", "reference", "errors.md"))
           let row = Row().Match(line)
           where row.Success
           select (row.Groups[1].Value, Bar().Split(row.Groups[2].Value).Select(cell => cell.Trim()).ToArray()),
    ];

    private static Dictionary<string, string[]> FilesOfCodes()
    {
        string[] sources = [.. Directory.GetFiles(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Where(file => s_endings.Contains(Path.GetExtension(file)) && !file.Contains("/obj/", StringComparison.Ordinal))];
        var found = from file in sources
                    from code in Used().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
                    group file by code;
        var files = found.ToDictionary(codes => codes.Key, codes => codes.Distinct().ToArray());
        foreach (var (code, names) in s_textsElsewhere)
            files[code] = [.. files[code], .. sources.Where(file => names.Contains(Path.GetFileName(file)))];
        // Those of the sync server are made from the numbers of its errors.
        string[] ofSync = [.. sources.Where(file => file.Contains("/StreamLib/Sync/", StringComparison.Ordinal))];
        for (var i = 1; i <= Enum.GetValues<StreamLib.Sync.SyncError>().Length; i++) files[$"SL400{i}"] = ofSync;
        return files;
    }

    /// <summary>What is the same in every case, cut at its signs: sentences and clauses of a message are often put together.</summary>
    private static IEnumerable<string> FixedWords(string message) =>
        from words in Cut().Split(message.Trim('`'))
        let bare = words.Trim().Trim('\'', '"').Trim()
        where bare.Any(char.IsLetter)
        select bare;

    /// <summary>A source whose strings are in one piece: concatenated and with their signs as a user sees them.</summary>
    private static string TextOf(string file)
    {
        var text = File.ReadAllText(file);
        if (Path.GetExtension(file) != ".cs") return WebUtility.HtmlDecode(text);
        return Seam().Replace(text, "").Replace("\\\"", "\"", StringComparison.Ordinal);
    }

    [GeneratedRegex("\"(SL[0-9]{4})\"")]
    private static partial Regex Used();

    [GeneratedRegex(@"^\| (SL[0-9]{4}) \|(.*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();

    // A word in capitals, something that is left out, a sign. A host is named with its kind.
    [GeneratedRegex(@"(?:\b[Hh]ost )?\b[A-Z][A-Z0-9_]+\b|…|[.,:;?()](?= |$)|(?<= )\(")]
    private static partial Regex Cut();

    [GeneratedRegex(@"(?<!\\)""\s*\+\s*\$?""")]
    private static partial Regex Seam();
}
