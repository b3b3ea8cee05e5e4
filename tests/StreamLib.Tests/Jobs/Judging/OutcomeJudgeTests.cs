using System.Text;
using StreamLib.Hosts;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLibTests.Jobs;

/// <summary>How a nested test is judged by all that is known of its end.</summary>
public class OutcomeJudgeTests
{
    private const string Fail = """{"type":"outcome","outcome":"fail","reason":"slow"}""";
    private const string Metric = """{"type":"metric","name":"rate","value":5}""";

    [Theory]
    [InlineData("""{"type":"outcome","outcome":"banana"}""")]
    [InlineData("""{"type":"outcome","outcome":""}""")]
    [InlineData("""{"type":"outco""")]
    [InlineData("{\0\"\0t\0y\0p\0e\0\"\0:\0\"\0o\0u\0t\0c\0o\0m\0e\0\"\0}\0")]
    public void An_outcome_that_is_not_understood_is_a_failure_that_nothing_excuses(string line)
    {
        Judge(Evidence("0", line)).Outcome.ShouldBe(Outcome.Fail);
        var expecting = Evidence("0", line);
        Judge(expecting with { Step = expecting.Step with { Expect = "fail" } }).Outcome.ShouldBe(Outcome.Fail);
        Judge(expecting with { Step = expecting.Step with { KnownIssue = "bug/1" } }).Outcome.ShouldBe(Outcome.Fail);
    }

    [Theory]
    [InlineData("", "0", Outcome.Pass, "")]
    [InlineData("", "7", Outcome.Fail, "exit status 7: last line")]
    [InlineData("", "SEGV", Outcome.Fail, "ended by signal SEGV: last line")]
    [InlineData("pass", "0", Outcome.Pass, "")]
    [InlineData("pass", "1", Outcome.Fail, "it reported the outcome pass, but: exit status 1: last line")]
    [InlineData("pass", "SEGV", Outcome.Fail, "it reported the outcome pass, but: ended by signal SEGV: last line")]
    [InlineData("warn", "0", Outcome.Warn, "")]
    [InlineData("warn", "1", Outcome.Fail, "it reported the outcome warn, but: exit status 1: last line")]
    [InlineData("skip", "0", Outcome.Skip, "")]
    [InlineData("skip", "1", Outcome.Fail, "it reported the outcome skip, but: exit status 1: last line")]
    [InlineData("skip", "ABRT", Outcome.Fail, "it reported the outcome skip, but: ended by signal ABRT: last line")]
    [InlineData("xfail", "0", Outcome.ExpectedFailure, "")]
    [InlineData("xfail", "1", Outcome.Fail, "it reported the outcome expectedFailure, but: exit status 1: last line")]
    [InlineData("fail", "0", Outcome.Fail, "it reported that, without a reason: last line")]
    [InlineData("fail", "1", Outcome.Fail, "it reported that, without a reason: last line")]
    [InlineData("error", "0", Outcome.Error, "it reported that, without a reason: last line")]
    [InlineData("error", "1", Outcome.Error, "it reported that, without a reason: last line")]
    [InlineData("xpass", "0", Outcome.UnexpectedPass, "it reported that, without a reason: last line")]
    [InlineData("aborted", "0", Outcome.Fail, "it reported that it was aborted, and nothing had ended it: last line")]
    [InlineData("cancelled", "0", Outcome.Fail, "it reported that it was cancelled, and nothing had ended it: last line")]
    public void The_worse_of_what_it_reported_and_how_it_ended_counts(string reported, string end, Outcome outcome, string message)
    {
        var result = Judge(Evidence(end, reported.Length == 0 ? "" : $$"""{"type":"outcome","outcome":"{{reported}}"}"""));

        result.Outcome.ShouldBe(outcome);
        result.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("pass passed PASSED ok OK success succeeded successful", Outcome.Pass)]
    [InlineData("warn warning WARNING Warned", Outcome.Warn)]
    [InlineData("fail failed FAILED failure not-ok not_ok", Outcome.Fail)]
    [InlineData("error errored ERROR", Outcome.Error)]
    [InlineData("skip skipped SKIPPED ignored not-run NotExecuted", Outcome.Skip)]
    [InlineData("expectedFailure expected-failure xfail", Outcome.ExpectedFailure)]
    [InlineData("unexpectedPass unexpected_success xpass", Outcome.UnexpectedPass)]
    public void The_usual_words_are_understood(string words, Outcome outcome)
    {
        foreach (var word in words.Split(' ')) Read($$"""{"type":"outcome","outcome":"{{word}}"}""").Outcome.ShouldBe(outcome, word);
        if (outcome == Outcome.Fail) Read("""{"type":"outcome","outcome":"not ok"}""").Outcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("""{"type":"outcome","outcome":"maybe"}""", "'maybe'")]
    [InlineData("""{"type":"outcome","outcome":"0"}""", "'0'")]
    [InlineData("""{"type":"outcome","outcome":0}""", """'{"type":"outcome","outcome":0}'""")]
    [InlineData("""{"type":"outcome","outcome":true}""", "true")]
    [InlineData("""{"type":"outcome","outcome":null}""", "null")]
    [InlineData("""{"type":"outcome","outcome":""}""", "''")]
    [InlineData("""{"type":"outcome"}""", """'{"type":"outcome"}'""")]
    [InlineData("""{type:outcome,outcome:fail}""", "'{type:outcome,outcome:fail}'")]
    [InlineData("""{"type":"outcome","outcome":"fail","reason":"the "disk" is bad"}""", "the \"disk\" is bad")]
    [InlineData("""{"type":"outcome","outcome":"fai""", "\"fai")]
    [InlineData("""{"outcome":"fail"}""", "{\"outcome\":\"fail\"}")]
    [InlineData("outcome: fail", "outcome: fail")]
    public void An_outcome_that_is_not_understood_is_a_failure_that_quotes_it(string line, string quoted)
    {
        foreach (var end in new[] { "0", "1", "TERM" })
        {
            var result = Judge(Evidence(end, line));
            result.Outcome.ShouldBe(Outcome.Fail);
            result.Message.ShouldStartWith("it reported an outcome that is not understood: ");
            result.Message.ShouldContain(quoted);
            result.Message.ShouldEndWith("Write pass, warn, fail, error or skip (SL3024)");
        }
    }

    [Theory]
    [InlineData("pass fail", Outcome.Fail)]
    [InlineData("fail pass", Outcome.Fail)]
    [InlineData("fail skip", Outcome.Fail)]
    [InlineData("error pass", Outcome.Error)]
    [InlineData("error fail", Outcome.Fail)]
    [InlineData("warn pass", Outcome.Warn)]
    [InlineData("pass skip", Outcome.Skip)]
    public void Of_several_outcomes_the_worst_counts_with_its_reason(string words, Outcome outcome)
    {
        var lines = string.Join('\n',
            words.Split(' ').Select(word => $$"""{"type":"outcome","outcome":"{{word}}","reason":"why {{word}}"}"""));

        Read(lines).Outcome.ShouldBe(outcome);
        Read(lines).Message.ShouldBe($"why {OutcomeWord.Of(outcome)}");
        // Where the line of one is not ended they share it.
        Read(lines.Replace("\n", "", StringComparison.Ordinal)).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public void A_message_is_the_reason_of_the_outcome_after_it_and_of_a_command_that_fails()
    {
        const string Message = """{"type":"message","text":"too slow"}""";

        Judge(Evidence("0", $"{Message}\n{{\"type\":\"outcome\",\"outcome\":\"fail\"}}")).Message.ShouldBe("too slow");
        Judge(Evidence("0", $"{Message}\n{{\"type\":\"outcome\",\"outcome\":\"warn\"}}")).Message.ShouldBe("too slow");
        Judge(Evidence("3", Message)).Message.ShouldBe("exit status 3: too slow");
    }

    [Theory]
    [InlineData(nameof(StepEvidence.Asked), "0")]
    [InlineData(nameof(StepEvidence.Asked), "TERM")]
    [InlineData(nameof(StepEvidence.WasStopped), "TERM")]
    public void An_end_that_was_asked_for_is_no_better_than_the_report(string how, string end)
    {
        NestedResult Of(string report, ReportedLines? lines = null) => Judge(Evidence(end, report) with
        {
            Asked = how == nameof(StepEvidence.Asked)
                ? Passed() with { Message = "killed by chaos/1-kill" }
                : null,
            WasStopped = how == nameof(StepEvidence.WasStopped),
            Report = lines ?? Read(report),
        });

        Of("").Outcome.ShouldBe(Outcome.Pass);
        Of(Fail).ShouldSatisfyAllConditions(r => r.Outcome.ShouldBe(Outcome.Fail), r => r.Message.ShouldBe("slow"));
        Of("""{"type":"outcome","outcome":"maybe"}""").Outcome.ShouldBe(Outcome.Fail);
        Of("""{"type":"outcome","outcome":"warn"}""").Outcome.ShouldBe(Outcome.Warn);
        Of("""{"type":"outcome","outcome":"aborted"}""").Outcome.ShouldBe(Outcome.Pass);
        Of("", new ReportedLines { Problem = "unreadable" }).Outcome.ShouldBe(Outcome.Error);
    }

    [Theory]
    [InlineData("0", Outcome.Error)]
    [InlineData("1", Outcome.Fail)]
    public void A_report_that_cannot_be_read_is_never_a_pass(string end, Outcome outcome)
    {
        var unread = new ReportedLines { Problem = ReportErrors.NotAFile("a folder") };

        Judge(Evidence(end, "") with { Report = unread }).Outcome.ShouldBe(outcome);
        Judge(Evidence(end, "") with { Report = unread with { Outcome = Outcome.Skip } }).Outcome.ShouldBe(outcome);
        Judge(Evidence(end, "") with { Report = unread with { Outcome = Outcome.Fail } }).Outcome.ShouldBe(Outcome.Fail);
        Judge(Evidence(end, "") with { Report = unread, Released = new() { Party = "a/1-x", Outcome = Outcome.Aborted } }).Outcome
            .ShouldBe(Outcome.Aborted);
    }

    [Fact]
    public void Lines_that_are_not_understood_are_a_warning()
    {
        Judge(Evidence("0", "hello")).ShouldSatisfyAllConditions(
            r => r.Outcome.ShouldBe(Outcome.Warn), r => r.Message.ShouldBe("a line of its report is not understood: hello"));
        Judge(Evidence("0", $"[1]\n{Metric}\n{{\"type\":\"case\"}}\n17")).Message
            .ShouldBe("3 lines of its report are not understood, the first: [1]");
        Judge(Evidence("1", "hello")).Message.ShouldBe("exit status 1: last line");
    }

    [Fact]
    public void Who_gave_up_has_failed_and_a_broken_barrier_is_not_overlooked()
    {
        var gaveUp = SyncAccount.Parse("gave-up the disk is bad");
        var broken = SyncAccount.Parse("broken go b/1-x ended");
        const string Warning = "it went on although barrier go was broken: b/1-x ended";

        foreach (var account in new[] { gaveUp, broken, SyncAccount.Clear }) SyncAccount.Parse(account.Line).ShouldBe(account);
        foreach (var end in new[] { "0", "7", "KILL" })
        {
            var evidence = Evidence(end, """{"type":"outcome","outcome":"pass"}""") with { Account = gaveUp };
            var cut = Passed() with { Outcome = Outcome.Aborted };
            StepEvidence[] all =
                [evidence, evidence with { WasStopped = true }, evidence with { TimedOut = true }, evidence with { CutOff = cut }];
            all.Select(Judge).ShouldAllBe(r => r.Outcome == Outcome.Fail && r.Message == "gave up: the disk is bad");
            OutcomeJudge.MayBeReleased(evidence).ShouldBeFalse();
        }

        Judge(Evidence("0", "") with { Account = broken })
            .ShouldSatisfyAllConditions(r => r.Outcome.ShouldBe(Outcome.Warn), r => r.Message.ShouldBe(Warning));
        Judge(Evidence("0", "hello") with { Account = broken }).Message
            .ShouldBe($"a line of its report is not understood: hello; {Warning}");
        Judge(Evidence("TERM", "") with { Account = broken, WasStopped = true }).Outcome.ShouldBe(Outcome.Pass);
        Judge(Evidence("1", "") with { Account = broken }).Message.ShouldBe("exit status 1: last line");
    }

    [Fact]
    public void Limits_and_what_is_expected_and_known_come_after_that()
    {
        static StepEvidence With(string end, string report, Func<Step, Step> change) => Evidence(end, report, change);

        Judge(With("0", Metric, s => s with { Limits = ["rate>6"] })).Outcome.ShouldBe(Outcome.Fail);
        Judge(With("0", Metric, s => s with { Limits = ["rate>6"], Expect = "fail" })).Outcome.ShouldBe(Outcome.ExpectedFailure);
        Judge(With("0", Fail, s => s with { Expect = "fail" })).ShouldSatisfyAllConditions(
            r => r.Outcome.ShouldBe(Outcome.ExpectedFailure), r => r.Message.ShouldBe("slow"));
        Judge(With("1", """{"type":"outcome","outcome":"pass"}""", s => s with { KnownIssue = "it crashes" })).Outcome
            .ShouldBe(Outcome.Skip);
        Judge(With("0", "", s => s with { Expect = "fail" })).Outcome.ShouldBe(Outcome.UnexpectedPass);
        Judge(With("0", """{"type":"outcome","outcome":"error"}""", s => s with { Expect = "fail", KnownIssue = "it fails" })).Outcome
            .ShouldBe(Outcome.Error);
    }

    [Fact]
    public void Only_one_that_has_not_failed_by_itself_can_have_been_released()
    {
        OutcomeJudge.MayBeReleased(Evidence("1", "")).ShouldBeTrue();
        OutcomeJudge.MayBeReleased(Evidence("1", """{"type":"outcome","outcome":"pass"}""")).ShouldBeTrue();
        OutcomeJudge.MayBeReleased(Evidence("0", """{"type":"outcome","outcome":"aborted"}""")).ShouldBeTrue();
        OutcomeJudge.MayBeReleased(Evidence("0", "")).ShouldBeFalse();
        OutcomeJudge.MayBeReleased(Evidence("1", Fail)).ShouldBeFalse();
        OutcomeJudge.MayBeReleased(Evidence("1", "") with { TimedOut = true }).ShouldBeFalse();
    }

    private static NestedResult Passed() => new() { Party = "a/1-x", Outcome = Outcome.Pass };

    private static NestedResult Judge(StepEvidence evidence) => OutcomeJudge.Judge(evidence);

    private static StepEvidence Evidence(string end, string report, Func<Step, Step>? change = null) => new()
    {
        Step = (change ?? (s => s))(new() { Name = "x", Action = new StepAction.Command("true"), Timeout = TimeSpan.FromSeconds(5) }),
        Party = "a/1-x",
        End = new()
        {
            Line = "true",
            Host = "here",
            ExitCode = int.TryParse(end, out var status) ? status : null,
            Signal = char.IsLetter(end[0]) ? end : null,
        },
        Report = Read(report),
        LastLine = "last line",
        LastLines = "first line\nlast line",
    };

    private static ReportedLines Read(string report)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(report));
        return ReportReader.Read(stream, ReportBounds.Default, CancellationToken.None);
    }
}
