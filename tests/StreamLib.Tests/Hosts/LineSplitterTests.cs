using System.Globalization;
using System.Text;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

public class LineSplitterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Of_a_flood_come_the_last_lines_of_each_piece_and_the_number_of_all_others(int piece)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"ü {i}\r\n"))) + "the end");
        var (lines, leftOut) = (new List<string>(), 0L);
        var splitter = new LineSplitter(lines.Add, new Flood(() => Stream.Null, () => true, count => leftOut += count));
        foreach (var part in bytes.Chunk(piece)) splitter.Add(part);
        splitter.End();

        (lines.Count + leftOut).ShouldBe(5001);
        lines[^1].ShouldBe("the end");
        lines.SkipLast(1).TakeLast(20).ShouldBe(Enumerable.Range(4980, 20).Select(i => $"ü {i}"));
        (leftOut > 0).ShouldBe(piece >= 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(1_000_000)]
    public void A_progress_bar_is_one_line_and_shows_its_end(int piece)
    {
        var pieces = Enumerable.Range(0, 3001).Select(i => FormattableString.Invariant($"[{new string('#', i % 80),80}] {i}\r"));
        var bar = string.Concat(pieces);
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (var part in Encoding.UTF8.GetBytes($"\e[32mstart\e[0m\r\n{bar}\n{bar}").Chunk(piece)) splitter.Add(part);
        splitter.End();
        lines.ShouldBe(["start", $"[{new string('#', 3000 % 80),80}] 3000", $"[{new string('#', 3000 % 80),80}] 3000"]);
    }

    [Fact]
    public void What_is_visible_of_a_line_that_has_not_ended_is_told_while_that_is_wanted()
    {
        var (seen, wanted) = (new List<string>(), true);
        var splitter = new LineSplitter(_ => { }, open: new(() => wanted, seen.Add));
        splitter.Add("first\n\e[1mlog"u8);
        splitter.Add("in: \e[0m"u8);
        wanted = false;
        splitter.Add("more"u8);
        seen.ShouldBe(["log", "login: "]);
    }
}
