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
}
