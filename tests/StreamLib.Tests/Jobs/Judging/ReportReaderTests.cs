using System.Diagnostics;
using System.Text;
using StreamLib.Jobs;

namespace StreamLibTests.Jobs;

/// <summary>What a nested test reported is read in one pass, and no more of it than its bounds allow.</summary>
public class ReportReaderTests
{
    private static readonly ReportBounds s_small = new() { MostBytes = 10_000, LongestLine = 1000, MostLines = 200, MostStrange = 5 };

    [Theory]
    [InlineData("""{"type":"metric","name":"rate","value":941.2,"unit":"Mbit/s"}""", 941.2, "Mbit/s")]
    [InlineData("""{"type":"metric","name":"rate","value":"-1.5e3"}""", -1500, "")]
    [InlineData("\t {\"value\":0,\"name\":\"rate\",\"type\":\"metric\",\"more\":{}} \r", 0, "")]
    [InlineData("\uFEFF{\"type\":\"metric\",\"name\":\"rate\",\"value\":1}", 1, "")]
    public void A_metric_is_a_name_and_a_number(string line, double value, string unit)
    {
        var report = Read(line);

        report.StrangeCount.ShouldBe(0);
        report.Metrics.ShouldHaveSingleItem().ShouldBe(new("rate", value, unit));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("NaN")]
    [InlineData("\"1,5\"")]
    [InlineData("1,5")]
    [InlineData("true")]
    [InlineData("null")]
    public void What_is_no_finite_number_is_no_metric(string value)
    {
        var report = Read($$"""{"type":"metric","name":"rate","value":{{value}}}""");

        report.Metrics.ShouldBeEmpty();
        report.StrangeCount.ShouldBe(1);
        report.StrangeMetric.ShouldNotBeNull();
    }

    [Fact]
    public void Any_text_and_any_bytes_are_read_or_counted_as_strange()
    {
        var report = Read([.. "{\"type\":\"note\",\"text\":\"caf"u8, 0xe9,
            .. "\"}\n\n\r\n{\"type\":\"note\",\"text\":\"\\ud800\"}\nno json\n{\"type\":\"note\"}\0\n"u8]);

        report.Notes.ShouldBe(["caf\uFFFD"]);
        report.StrangeCount.ShouldBe(3);
        report.Strange[1].ShouldBe("no json");
        report.Problem.ShouldBeNull();
    }

    [Fact]
    public void What_is_over_a_bound_is_a_problem_and_what_came_before_it_counts()
    {
        const string Fail = "{\"type\":\"outcome\",\"outcome\":\"fail\"}\n";

        Problem(Fail + new string('x', 1001)).ShouldContain("has a line that is longer than 1000 bytes, line 2");
        Problem(Fail + new string('x', 200_000) + "\n").ShouldContain("has a line that is longer than 1000 bytes, line 2");
        Problem(Fail + string.Concat(Enumerable.Repeat($"{new string(' ', 500)}\n", 30))).ShouldContain("is larger than 9.8 KiB");
        Read(Encoding.UTF8.GetBytes(Fail + new string('\n', 300)), s_small).Problem.ShouldBeNull();
        Problem(Fail + string.Concat(Enumerable.Repeat("{}\n", 300)))
            .ShouldContain("has more than 5 lines that are not understood, the first: {}");
        Problem(Fail + string.Concat(Enumerable.Repeat("{\"type\":\"note\",\"text\":\"\"}\n", 300)))
            .ShouldContain("has more than 200 lines");
        foreach (var code in new[] { Problem(Fail + new string('x', 1001)), Problem(Fail + new string(' ', 20_000)) })
            code.ShouldEndWith("(SL3022)");

        static string Problem(string text)
        {
            var report = Read(Encoding.UTF8.GetBytes(text), s_small);
            report.Outcome.ShouldBe(StreamLib.Plans.Outcome.Fail);
            return report.Problem.ShouldNotBeNull();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_hundred_thousand_metrics_take_linear_time_and_an_endless_line_bounded_memory()
    {
        await Task.Yield();
        var lines = Enumerable.Range(0, 100_000).Select(i => $"{{\"type\":\"metric\",\"name\":\"rate\",\"value\":{i}}}\n");
        var many = Encoding.UTF8.GetBytes(string.Concat(lines));
        var start = Stopwatch.GetTimestamp();
        var report = Read(many);
        report.Metrics.Length.ShouldBe(100_000);
        report.Metrics[^1].Value.ShouldBe(99_999);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10), "quadratic reading takes half a minute");

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReportReader.Read(new Endless(), ReportBounds.Default, CancellationToken.None).Problem.ShouldNotBeNull()
            .ShouldContain("longer than 1 MiB");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * 1024 * 1024);
    }

    [Fact]
    public void Who_does_not_want_to_wait_gets_what_was_read()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        using var stream = new MemoryStream("{\"type\":\"note\",\"text\":\"a\"}\n{}\n"u8.ToArray());

        ReportReader.Read(stream, ReportBounds.Default, cancel.Token).Problem.ShouldNotBeNull().ShouldEndWith("(SL3023)");
    }

    private static ReportedLines Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static ReportedLines Read(byte[] bytes, ReportBounds? bounds = null)
    {
        using var stream = new MemoryStream(bytes);
        return ReportReader.Read(stream, bounds ?? ReportBounds.Default, CancellationToken.None);
    }

    /// <summary>A line that does not end.</summary>
    private sealed class Endless : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }
    }
}
