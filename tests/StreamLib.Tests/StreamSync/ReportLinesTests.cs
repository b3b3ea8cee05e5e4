using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Hosts;

namespace StreamLibTests.StreamSync;

/// <summary>What stream-sync writes into the report of a nested test, under every shell and without a sync server.</summary>
public class ReportLinesTests
{
    private const string Text = "  \"double\" 'single' 50% %s \\n \\\\ $HOME `id` *\ttab ä 😀 \u0001\u007f\nsecond line\r\n";

    public static TheoryData<string> Shells => TestShells.All;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Any_text_and_any_number_arrive_as_they_are(string shell)
    {
        var (report, result) = await ReportAsync(shell, """
            set -e
            stream-sync metric throughput 941.2 Mbit/s
            stream-sync metric "$TEXT" +007.50
            stream-sync metric r -.5e-03
            stream-sync metric r 5.
            stream-sync note "$TEXT"
            stream-sync note -n two  words
            stream-sync outcome Failed "$TEXT"
            stream-sync outcome skip
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldBe("");
        report.StrangeCount.ShouldBe(0);
        report.Metrics.ShouldBe([new("throughput", 941.2, "Mbit/s"), new(Text, 7.5, ""), new("r", -0.0005, ""), new("r", 5, "")]);
        report.Notes.ShouldBe([Text, "-n two words"]);
        report.Outcome.ShouldBe(Outcome.Fail);
        report.Message.ShouldBe(Text);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task What_is_wrong_is_an_error_and_never_lost(string shell)
    {
        var (report, result) = await ReportAsync(shell, """
            for value in NaN inf 1e999 1,5 0x10 -- '' '1 2' 1.2.3 .; do stream-sync metric rate "$value"; echo $?; done
            stream-sync metric rate; stream-sync note; stream-sync outcome; echo $?
            rm "$STREAMLIB_OUTPUT/events.jsonl" && mkfifo "$STREAMLIB_OUTPUT/events.jsonl" && stream-sync note x; echo $?
            rm -rf "$STREAMLIB_OUTPUT"
            stream-sync outcome maybe
            stream-sync metric rate 1e999
            unset STREAMLIB_OUTPUT
            stream-sync outcome fail why not
            stream-sync metric a 1 s
            """);

        result.Output.ShouldBe(string.Concat(Enumerable.Repeat("2\n", 10)) + "2\n1\noutcome fail: why not\nmetric a=1 s\n");
        result.Error.ShouldContain("error SL4006: metric rate: 'NaN' is not a finite number");
        result.Error.ShouldContain("error SL4006: outcome: write: stream-sync outcome WORD [REASON]");
        result.Error.ShouldContain("error SL3020: report: ");
        report.StrangeOutcome.ShouldBe("maybe");
        report.StrangeMetric.ShouldNotBeNull().ShouldContain("1e999");
    }

    private static async Task<(ReportedLines Report, CommandResult Result)> ReportAsync(string shell, string lines)
    {
        var folder = TemporaryFolder.Make();
        await using var host = await SyncHost.OverFifosAsync(shell);
        var command = new HostCommand
        {
            Line = lines,
            PathFirst = host.Host.Tools,
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("STREAMLIB_OUTPUT", folder).Add("TEXT", Text),
        };
        var result = await host.Host.RunAsync(command, SyncHost.Ct);
        await using var file = File.OpenRead(Path.Combine(folder, "events.jsonl"));
        return (ReportReader.Read(file, ReportBounds.Default, SyncHost.Ct), result);
    }
}
