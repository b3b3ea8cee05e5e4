using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibTests.Architecture;

/// <summary>Inside the library dependencies go one way.</summary>
public partial class LayerTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Plans"] = [],
        ["Events"] = ["Plans"],
        ["Results"] = ["Plans", "Events"],
        ["Hosts"] = ["Plans"],
        ["Sync"] = ["Plans"],
        ["Jobs"] = ["Plans", "Events", "Hosts", "Sync"],
        ["Tests"] = ["Plans", "Hosts", "Sync", "Jobs"],
    };

    public static TheoryData<string> Layers => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_uses_only_those_below_it(string layer)
    {
        var files = Directory.GetFiles(Repository.PathOf("src", "StreamLib", layer), "*.cs", SearchOption.AllDirectories);
        files.ShouldNotBeEmpty();
        var used = from file in files
                   from Match match in Mention().Matches(File.ReadAllText(file))
                   let other = match.Groups[1].Value
                   where other != layer && MayUse.ContainsKey(other) && !MayUse[layer].Contains(other)
                   select $"{Path.GetFileName(file)} uses {other}";
        used.ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_the_library_is_a_layer() =>
        Directory.GetDirectories(Repository.PathOf("src", "StreamLib")).Select(Path.GetFileName).Where(d => d is not ("bin" or "obj")).Order()
            .ShouldBe(MayUse.Keys.Order());

    [Fact]
    public void The_library_knows_nothing_of_a_console_or_of_signals()
    {
        // For a program that is its own front end, and asks for a live view.
        const string Only = "ProgramConsole.cs";
        var used = from file in Directory.GetFiles(Repository.PathOf("src", "StreamLib"), "*.cs", SearchOption.AllDirectories)
                   where !file.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(file) != Only
                   from line in File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("///", StringComparison.Ordinal))
                   from Match match in FrontEnd().Matches(line)
                   select $"{Path.GetFileName(file)}: {match.Value}";
        used.ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?:using|global::)?\s*StreamLib\.(Plans|Events|Results|Hosts|Sync|Jobs|Tests)\b")]
    private static partial Regex Mention();

    [GeneratedRegex(@"(?<![\w.<""])Console\.(Write|Out|Error|In|Read|Open|Cancel)\w*|PosixSignalRegistration|Environment\.Exit\b|Microsoft\.Build|Cake\.Core")]
    private static partial Regex FrontEnd();
}
