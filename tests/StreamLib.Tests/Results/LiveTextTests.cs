using System.Globalization;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLibTests.Results;

public class LiveTextTests
{
    [Fact]
    public void Details_are_shown_to_those_who_ask()
    {
        Show(run => run.Begin()).ShouldNotContain("by hand");
        Show(run => run.Begin(), new LiveTextOptions { Details = true }).ShouldContain("1-NetPerf by hand: ssh h2 NetperfTests run NetPerf --param seconds=2");
    }

    [Fact]
    public void Times_are_those_of_the_reader() =>
        Show(run => run.Begin(), new LiveTextOptions { Zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(5.5), "x", "x") }).ShouldStartWith("15:45:00.010 job ");

    [Fact]
    public void What_a_test_writes_cannot_reach_into_the_terminal() =>
        Show(run =>
        {
            run.Begin();
            run.Output("client1", "\e[2J\e]0;owned\a\bfirst\rsecond");
        }).ShouldContain("10:15:00.510 client1  | second\n");

    [Fact]
    public void Three_metrics_get_columns_and_more_share_one()
    {
        string Table(int metrics) => Show(run =>
        {
            run.Begin();
            for (var i = 0; i < metrics; i++) run.Send(new MetricRecorded { Test = ScriptedRun.Test, Stream = "client1", Nested = "1-NetPerf", Name = $"m{i}", Value = i + 0.125, Unit = "s" });
        });
        Table(3).ShouldContain("time   m0       m1       m2\n");
        Table(4).ShouldContain("m0 0.125 s, m1 1.125 s, m2 2.125 s, m3 3.125 s\n");
    }

    [Fact]
    public void A_closed_pipe_does_not_end_the_run()
    {
        var writer = new StringWriter(CultureInfo.InvariantCulture);
        using var run = new ScriptedRun(new Clock(), new LiveText(writer));
        run.Begin();
        writer.Dispose();
        Should.NotThrow(run.Cancelled);
    }

    [Theory]
    [InlineData(941.2345, "941.2")]
    [InlineData(12.5, "12.5")]
    [InlineData(0.00001234, "1.234E-05")]
    [InlineData(0, "0")]
    [InlineData(1234567.8, "1234567.8")]
    [InlineData(1e20, "1E+20")]
    [InlineData(-3.14159, "-3.1416")]
    [InlineData(double.NaN, "NaN")]
    public void Values_have_no_more_digits_than_matter(double value, string text) => value.Short().ShouldBe(text);

    private static string Show(Action<ScriptedRun> play, LiveTextOptions? options = null)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        using (var run = new ScriptedRun(new Clock(), new LiveText(writer, options ?? new LiveTextOptions { Zone = TimeZoneInfo.Utc }))) play(run);
        return writer.ToString();
    }
}
