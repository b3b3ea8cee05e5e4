using System.Globalization;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLibTests.Results.Text;

/// <summary>What a log and a console hold of much text.</summary>
public class BoundedTextTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact(Timeout = 60_000)]
    public void A_console_shows_at_most_3_MiB_of_a_run_and_its_end_is_there()
    {
        var shown = Show(run =>
        {
            run.Begin();
            for (var i = 0; i < 100_000; i++) run.Output("client1", new string('x', 100));
            run.Cancelled();
        });

        shown.Length.ShouldBeInRange(2 * Megabyte, 3 * Megabyte);
        shown.ShouldContain("… from here on output is left out, because a console may not keep more: all of it is in ");
        shown.ShouldMatch("… [0-9]{5} lines were left out above: all are in .*job\\.log\n");
        shown.ShouldContain("Results: ");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_message_brings_a_bounded_text_to_console_and_log(bool isNote)
    {
        var text = new string('x', 5 * Megabyte);
        RunEvent message = isNote
            ? new NoteRecorded { Test = ScriptedRun.Test, Stream = "client1", Nested = "1-NetPerf", Text = text }
            : new OutputWritten { Test = ScriptedRun.Test, Stream = "client1", Nested = "1-NetPerf", Text = text };

        var lines = new LogLines().Of(message).ToArray();
        lines.Sum(l => l.Text.Length).ShouldBeLessThan(Megabyte / 4);
        string.Concat(lines.Select(l => l.Text)).ShouldContain("characters left out]");
        Show(run =>
        {
            run.Begin();
            run.Send(message);
        }).Length.ShouldBeLessThan(32 * 1024);
    }

    private static string Show(Action<ScriptedRun> play)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        using (var run = new ScriptedRun(new Clock(), new LiveText(writer, new LiveTextOptions { Zone = TimeZoneInfo.Utc }))) play(run);
        return writer.ToString();
    }
}
