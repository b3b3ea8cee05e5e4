using System.Globalization;
using System.Text.Json.Nodes;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTesting;

namespace StreamLibTests.Tests;

/// <summary>What a nested test says of its own end.</summary>
public class NestedOutcomeTests
{
    private const int Rate = 12;

    public static TheoryData<string, Outcome, string> Ends { get; } = new()
    {
        { "fail", Outcome.Fail, "the disk is full (NestedOutcomeTests.cs:LINE)" },
        { "fail-text", Outcome.Fail, "1.5 of 2 (NestedOutcomeTests.cs:LINE)" },
        { "fail-if", Outcome.Fail, "only 12.25 Mbit/s (Rate < 900, NestedOutcomeTests.cs:LINE)" },
        { "fail-if-words", Outcome.Fail, "too slow (Rate < 900 || Rate > 1_000, NestedOutcomeTests.cs:LINE)" },
        { "fail-if-alone", Outcome.Fail, "Rate < 900 (NestedOutcomeTests.cs:LINE)" },
        { "fail-among-others", Outcome.Fail, "of two (NestedOutcomeTests.cs:LINE)" },
        { "skip", Outcome.Skip, "no card of that kind, 3 of others (NestedOutcomeTests.cs:LINE)" },
        { "warn", Outcome.Warn, "first (NestedOutcomeTests.cs:LINE); 2nd (NestedOutcomeTests.cs:LINE)" },
        { "warn-fail", Outcome.Fail, "after all (NestedOutcomeTests.cs:LINE)" },
        { "nothing", Outcome.Pass, "" },
    };

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Ends))]
    public async Task Is_reported_with_the_place_in_the_code(string end, Outcome outcome, string message)
    {
        var (ended, report) = await RunAsync(new Says(end));

        ended.ShouldBe(outcome);
        Placeless(report, "message").ShouldBe(message.Length == 0 ? [] : [message]);
        report.Last()["outcome"]!.GetValue<string>().ShouldBe(outcome.ToString(), StringCompareShould.IgnoreCase);
        Placeless(report, "note").ShouldBe(end.StartsWith("warn", StringComparison.Ordinal)
            ? ["warning: first (NestedOutcomeTests.cs:LINE)", "warning: 2nd (NestedOutcomeTests.cs:LINE)"]
            : []);
        if (outcome == Outcome.Fail) Of(report.Single(line => Of(line, "type") == "trace"), "text").ShouldContain(nameof(Says));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("skip", "fail", Outcome.Fail)]
    [InlineData("skip", "throw", Outcome.Fail)]
    [InlineData("skip", "barrier", Outcome.Skip)]
    [InlineData("fail", "skip", Outcome.Fail)]
    [InlineData("nothing", "skip", Outcome.Skip)]
    [InlineData("asked", "fail", Outcome.Fail)]
    [InlineData("asked", "throw", Outcome.Aborted)]
    public async Task The_worse_of_the_test_and_its_tear_down_counts(string end, string last, Outcome outcome) =>
        (await RunAsync(new Says(end, last))).Outcome.ShouldBe(outcome);

    private static async Task<(Outcome Outcome, JsonNode[] Report)> RunAsync(Says test)
    {
        using var cancel = new CancellationTokenSource();
        test.Ask = cancel.Cancel;
        var folder = TemporaryFolder.Make();
        var outcome = await NestedRunner.RunAsync(test, new NestedContext { Output = folder }, cancel.Token);
        return (outcome, [.. File.ReadLines(Path.Combine(folder, "events.jsonl")).Select(line => JsonNode.Parse(line)!)]);
    }

    private static string Of(JsonNode line, string name) => line[name]?.GetValue<string>() ?? "";

    private static string[] Placeless(JsonNode[] report, string type) =>
    [
        .. from line in report
           where Of(line, "type") == type
           select System.Text.RegularExpressions.Regex.Replace(Of(line, "text"), "\\.cs:[0-9]+", ".cs:LINE"),
    ];

    private sealed class Says(string end, string last = "") : NestedTest
    {
        public Action Ask { get; set; } = () => { };

        private static int Unwanted => throw new InvalidOperationException("the text is made though nothing failed");

        protected override async Task Test()
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            await SayAsync(end);
        }

        protected override async Task TearDown()
        {
            if (last != "barrier")
            {
                await SayAsync(last);
                return;
            }

            // Where barriers are open, the error is that there is no server.
            (await Should.ThrowAsync<TestException>(() => Sync.Barrier("met"))).Code.ShouldBe("SL5005");
        }

        private async Task SayAsync(string what)
        {
            FailIf(Rate > 900, $"{Unwanted}");
            if (what.StartsWith("warn", StringComparison.Ordinal))
            {
                Warn("first");
                Warn($"{2}nd");
            }

            switch (what)
            {
                case "fail": Fail("the disk is full"); break;
                case "fail-text": Fail($"{1.5} of {2}"); break;
                case "fail-if": FailIf(Rate < 900, $"only {Rate + 0.25} Mbit/s"); break;
                case "fail-if-words":
                    FailIf(
                        Rate < 900
                        || Rate > 1_000,
                        "too slow");
                    break;
                case "fail-if-alone": FailIf(Rate < 900); break;
                case "fail-among-others":
                    Task[] both = [Task.Run(() => throw new InvalidOperationException("other")), Task.Run(() => Fail("of two"))];
                    Task.WaitAll(both, CancellationToken.None);
                    break;
                case "skip": Skip($"no card of that kind, {3} of others"); break;
                case "warn-fail": Fail("after all"); break;
                case "throw": throw new InvalidOperationException("no luck");
                case "asked":
                    Ask();
                    await Task.Delay(Timeout.Infinite, Cancelled);
                    break;
            }
        }
    }
}
