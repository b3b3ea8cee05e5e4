using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Makes the cases of a multi-stream test: one for the whole, one for each stream, one for each nested test. Always the same set.</summary>
internal sealed class ResultCases
{
    // Readers keep few characters of a case that passed.
    private const int MostAttemptLogs = 3;
    private readonly RunReport run;
    private readonly TestReport test;
    private readonly ResultTree tree;
    private readonly CaseNames names = new();
    private readonly string className;

    private ResultCases(RunReport run, TestReport test, ResultTree tree)
    {
        this.run = run;
        this.test = test;
        this.tree = tree;
        className = string.Join('.', new[] { CaseNames.Namespace(test.Suite), CaseNames.Part(test.Name) }.Where(p => p.Length > 0));
    }

    public static ImmutableArray<ResultSuite> Of(RunReport run, TestReport test, ResultTree tree)
    {
        var cases = new ResultCases(run, test, tree);
        ImmutableArray<ResultSuite> suites = [cases.Overall(), .. test.Streams.Select(cases.Stream)];
        return test.EarlierAttempts.IsEmpty ? suites : CaseAttempts.AddTo(suites, test, [.. test.EarlierAttempts.Select(a => (a.Attempt, Of(run, a, tree)))]);
    }

    private IEnumerable<KeyValuePair<string, string>> Parameters =>
        test.Parameters.Select(p => KeyValuePair.Create($"param.{p.Key}", p.Value));

    private ResultSuite Overall()
    {
        var failed = test.Streams.Where(s => s.Outcome.IsFailure()).ToArray();
        var which = failed.Length == 0 ? "" : FormattableString.Invariant($"{failed.Length} of {test.Streams.Length} streams failed: {string.Join(", ", failed.Select(s => s.Name))}");
        var because = test.RootCause is { } cause ? $"because {cause.What}" : test.Message;
        // The outcome counts against the run, so the file must have a failing case, though what was cancelled is shown as skipped.
        var outcome = test.Outcome == Outcome.Cancelled ? Outcome.Fail : test.Outcome;
        var verdict = Judge(outcome, test.Outcome.IsFailure() ? Join(which, because) : test.Message);
        if (test.Outcome == Outcome.Cancelled) verdict = verdict with { Type = "cancelled", Message = Cancelled(test.Message) };
        var streams = test.Streams.Select(StreamLine).ToArray();
        var metrics = test.Metrics.Select(m => m.Line()).ToImmutableArray();
        return new ResultSuite
        {
            Name = names.Suite(className),
            Host = run.Controller,
            Started = test.Started,
            Duration = OwnShare.Of(test),
            Properties =
            [
                new("job", run.Job), new("attempt", FormattableString.Invariant($"{test.Attempt}")),
                new("streams", FormattableString.Invariant($"{test.Streams.Length}")), .. Parameters,
            ],
            Cases =
            [
                verdict with
                {
                    Name = names.Case(className, CaseNames.Short(test.Name, "test")),
                    TestId = CaseNames.Id(test.Suite, test.Name),
                    Details = Under(verdict.Details, string.Join('\n', streams)),
                    Output = Inert(
                    [
                        .. streams,
                        .. test.Notes.Select(n => $"note: {n}"),
                        .. metrics,
                        .. test.Warnings.Select(w => $"warning: {w}"),
                    ]),
                    Metrics = metrics,
                    Attachments = [tree.JobLog, tree.ResultsJson, .. test.EarlierAttempts.TakeLast(MostAttemptLogs).Select(a => Path.Combine(tree.AttemptFolder(test.Name, a.Attempt), "job.log"))],
                    Parameters = [.. test.Parameters],
                    Started = test.Started,
                    Duration = OwnShare.Of(test),
                },
            ],
        };
    }

    private ResultSuite Stream(StreamReport stream)
    {
        var started = stream.Started ?? test.Started;
        var nestedClass = $"{className}.{CaseNames.Part(stream.Name)}";
        var culprit = stream.Nested.FirstOrDefault(n => n.Outcome.IsFailure());
        var message = culprit is null || !stream.Outcome.IsFailure() ? stream.Message : $"because {culprit.Id} failed: {Why(culprit)}";
        var lines = stream.Nested.Select(n => OutcomeWords.Ended(n.Id, n.Outcome, n.Started is null ? null : n.Duration, n.Message)).ToArray();
        var judged = Judge(stream.Outcome, message);
        var overall = judged with
        {
            Name = names.Case(className, CaseNames.Short(stream.Name, "stream")),
            TestId = CaseNames.Id(test.Suite, test.Name, stream.Name),
            Details = Under(judged.Details, string.Join('\n', lines)),
            Output = Inert([.. Note(stream.Outcome, stream.Message), .. lines, .. stream.Warnings.Select(w => $"warning: {w}")]),
            Attachments = [tree.StreamLog(test.Name, stream.Name)],
            Parameters = [.. test.Parameters],
            Started = started,
            Duration = OwnShare.Of(stream),
        };
        return new ResultSuite
        {
            Name = names.Suite(nestedClass),
            Host = stream.Host,
            Started = started,
            Duration = stream.Duration,
            Properties = [.. StreamProperties.Of(stream), .. Parameters],
            Cases = [overall, .. stream.Nested.Select(n => Nested(stream, n, nestedClass))],
        };
    }

    private ResultCase Nested(StreamReport stream, NestedReport nested, string nestedClass)
    {
        var name = names.Case(nestedClass, CaseNames.Short(nested.Name, "test"));
        var metrics = nested.Metrics.Select(m => m.Line()).ToImmutableArray();
        var passed = nested.Outcome.IsPass();
        var judged = Judge(nested.Outcome, nested.Message);
        return judged with
        {
            ClassName = nestedClass,
            Name = name,
            TestId = CaseNames.Id(test.Suite, test.Name, stream.Name, name),
            Details = Under(judged.Details, nested.Details),
            Output = Inert(
            [
                .. Note(nested.Outcome, nested.Message),
                .. nested.Notes.Select(n => $"note: {n}"),
                .. metrics,
                .. passed || nested.ByHand.Length == 0 ? Array.Empty<string>() : [$"by hand: {nested.ByHand}"],
                .. passed || nested.Tail.Length == 0 ? Array.Empty<string>() : ["its last lines:", .. nested.Tail],
            ]),
            Metrics = metrics,
            Attachments = [.. Outputs(stream, nested), .. OutputFiles.In(tree.Output(test.Name, stream.Name, nested.Id))],
            Parameters = [.. test.Parameters],
            Started = nested.Started ?? stream.Started ?? test.Started,
            Duration = nested.Duration,
        };
    }

    // The first is what some readers show.
    private string[] Outputs(StreamReport stream, NestedReport nested) => !nested.Outcome.IsFailure() ? [] :
        [tree.Stderr(test.Name, stream.Name, nested.Id), tree.Stdout(test.Name, stream.Name, nested.Id)];

    private ResultCase Judge(Outcome outcome, string message)
    {
        var (verdict, type) = outcome switch
        {
            Outcome.Fail => (Verdict.Failed, "failed"),
            Outcome.UnexpectedPass => (Verdict.Failed, "unexpected-pass"),
            Outcome.Error => (Verdict.Error, "infrastructure"),
            Outcome.Skip => (Verdict.Skipped, ""),
            Outcome.Aborted => (Verdict.Skipped, "aborted"),
            Outcome.Cancelled => (Verdict.Skipped, "cancelled"),
            _ => (Verdict.Passed, ""),
        };
        var whole = PlainText.OneLine(message.Length > 0 ? message : outcome.Word());
        var steady = SteadyText.Of(whole, run.Job);
        return new ResultCase
        {
            ClassName = className,
            Name = "",
            TestId = default,
            Verdict = verdict,
            Type = type,
            Message = verdict == Verdict.Passed ? "" : outcome == Outcome.Cancelled ? Cancelled(message) : steady,
            // The message of a case has none of what differs from run to run.
            Details = verdict == Verdict.Passed || steady == whole ? "" : whole,
        };
    }

    private static string StreamLine(StreamReport stream)
    {
        var metrics = string.Join(", ", stream.Nested.SelectMany(n => n.Metrics).Take(10).Select(m => m.Line()));
        var what = $"{stream.Name}{(stream.Host.Length == 0 ? "" : $" on {stream.Host}")}";
        return OutcomeWords.Ended(what, stream.Outcome, stream.Started is null ? null : stream.Duration, stream.Message) + (metrics.Length == 0 ? "" : $" ({metrics})");
    }

    /// <summary>What a passing case has to say, since it has no other place for it.</summary>
    private static string[] Note(Outcome outcome, string message) =>
        outcome.IsPass() && message.Length > 0 ? [$"{outcome.Word()}: {message}"] : [];

    /// <summary>Readers take these tags for files of theirs to publish; only our own may be read so.</summary>
    private static ImmutableArray<string> Inert(IEnumerable<string> lines) => [.. lines.Select(l => l.Replace("[[ATTACHMENT|", "[ATTACHMENT|", StringComparison.OrdinalIgnoreCase))];

    private static string Cancelled(string message) =>
        message.Length == 0 || Outcome.Cancelled.Says(message) ? "cancelled" : $"cancelled: {message}";

    private static string Why(NestedReport nested) => nested.Message.Length > 0 ? nested.Message : nested.Outcome.Word();

    private static string Under(string first, string second) =>
        first.Length == 0 || second.Length == 0 ? first + second : $"{first}\n{second}";

    private static string Join(string first, string second) => string.Join(", ", new[] { first, second }.Where(p => p.Length > 0));
}
