using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibTests.Architecture;

public partial class ErrorCodeTests
{
    [Fact]
    public void Every_code_that_is_used_is_in_the_reference_and_no_other()
    {
        string[] endings = [".cs", ".targets", ".props"];
        var sources = Directory.GetFiles(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Where(f => endings.Contains(Path.GetExtension(f)) && !f.Contains("/obj/", StringComparison.Ordinal));
        var used = sources.SelectMany(f => Used().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToHashSet();
        // Those of the sync server are made from the numbers of its errors.
        for (var i = 1; i <= Enum.GetValues<StreamLib.Sync.SyncError>().Length; i++) used.Add($"SL400{i}");

        var documented = Documented().Matches(File.ReadAllText(Repository.PathOf("docs", "reference", "errors.md"))).Select(m => m.Groups[1].Value).ToList();

        documented.ShouldBeUnique();
        documented.Order().ShouldBe(used.Order());
    }

    [GeneratedRegex("\"(SL[0-9]{4})\"")]
    private static partial Regex Used();

    [GeneratedRegex(@"^\| (SL[0-9]{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Documented();
}
