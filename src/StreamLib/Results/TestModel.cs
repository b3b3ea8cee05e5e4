using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Gathers the events of one multi-stream test.</summary>
internal sealed class TestModel(TestStarted started, TestReport? before = null)
{
    private const int MostRecords = 1000;
    private readonly ImmutableArray<TestReport> earlier = before is null ? [] : [.. before.EarlierAttempts, before.WithoutTails() with { EarlierAttempts = [] }];
    private readonly List<StreamModel> streams = [.. started.Streams.Select(s => new StreamModel(s))];
    private readonly Warnings warnings = new();
    private readonly List<RootCause> otherCauses = [];
    private readonly List<MetricReport> metrics = [];
    private readonly List<string> notes = [];
    private RootCause? rootCause;
    private bool rootCauseIsGuess;
    private TestFinished? finished;
    private TestReport? last;
    private bool isSettled;

    public string Name => started.Test;

    public bool IsFinished => finished is not null;

    public void AddLine(LogLine line)
    {
        if (isSettled) return;
        last = null;
        if (line.Stream is { } stream) Stream(stream).AddLine(line);
    }

    public void OnEvent(RunEvent runEvent)
    {
        if (isSettled) return;
        last = null;
        switch (runEvent)
        {
            case NestedEvent e:
                Stream(e.Stream).OnEvent(e);
                if (e is NestedFinished f && f.Outcome.IsFailure()) Guess(e.Time, e.Stream, e.Nested, Reason(f.Message, f.Outcome));
                break;
            case HostOpened e:
                Stream(e.Stream).Opened = e;
                break;
            case StreamStarted e:
                Stream(e.Stream).Started = e;
                break;
            case StreamFinished e:
                Stream(e.Stream).Finished = e;
                if (e.Outcome.IsFailure()) Guess(e.Time, e.Stream, null, Reason(e.Message, e.Outcome));
                break;
            case RootCauseFound e when rootCause is not null && !rootCauseIsGuess:
                var other = Cause(e.Time, e.Stream, e.Nested, e.Reason);
                otherCauses.Add(other with { Tails = [.. other.Tails.Where(t => t.Stream == e.Stream)] });
                break;
            case RootCauseFound e:
                rootCause = Cause(e.Time, e.Stream, e.Nested, e.Reason);
                rootCauseIsGuess = false;
                break;
            case LogWritten { Level: >= LogLevel.Warning } e:
                (e.Stream is null ? warnings : Stream(e.Stream).Warnings).Add(e.Text);
                break;
            case TestMetricRecorded e when metrics.Count < MostRecords:
                metrics.Add(new MetricReport(PlainText.OneLine(e.Name), e.Value, PlainText.OneLine(e.Unit)));
                break;
            case TestNoteRecorded e when notes.Count < MostRecords:
                notes.Add(PlainText.OneLine(e.Text));
                break;
            case TestFinished e:
                finished = e;
                if (e.Outcome.IsFailure()) Guess(e.Time, null, null, Reason(e.Message, e.Outcome));
                break;
        }
    }

    /// <summary>Lets go of all but the report, without the last lines, when this is a run of a repeated test that did not fail: there may be very many.</summary>
    public void Settle()
    {
        if (isSettled || started.Run is null || finished is null || !(finished.Outcome.IsPass() || finished.Outcome == Outcome.Skip)) return;
        last = Report(finished.Time).WithoutTails();
        isSettled = true;
        streams.Clear();
    }

    /// <summary>The test so far; once it is over, the same until there is news of it.</summary>
    public TestReport Report(DateTimeOffset now) => last is not null && IsFinished ? last : last = Make(now);

    private TestReport Make(DateTimeOffset now)
    {
        var rest = Rest();
        var reports = streams.Select(s => s.Report(now, rest)).ToImmutableArray();
        var outcome = finished?.Outcome ?? reports.Select(s => s.Outcome).Where(o => o.IsFailure()).Append(Outcome.Cancelled).Max();
        return new TestReport
        {
            Name = started.Test,
            Suite = started.Suite,
            Attempt = started.Attempt,
            MostAttempts = Math.Max(started.Attempt, started.MostAttempts),
            EarlierAttempts = earlier,
            Of = started.Of,
            Run = started.Run,
            Parameters = started.Parameters ?? ImmutableSortedDictionary<string, string>.Empty,
            Started = started.Time,
            Finished = finished?.Time ?? now,
            Outcome = outcome,
            Message = PlainText.OneLine(finished?.Message ?? "the run ended before this test did"),
            // A failure in a test that passes all the same was allowed to happen.
            RootCause = rootCauseIsGuess && !outcome.IsFailure() ? null : rootCause,
            OtherCauses = [.. otherCauses],
            Warnings = warnings.Texts,
            Metrics = [.. metrics],
            Notes = [.. notes],
            Streams = reports,
        };
    }

    private static string Reason(string message, Outcome outcome) => message.Length > 0 ? message : outcome.Word();

    /// <summary>What became of the parts that never told their end.</summary>
    private Ending Rest() => finished?.Outcome switch
    {
        null => new Ending(Outcome.Cancelled, "the run ended before this test did"),
        Outcome.Cancelled => new Ending(Outcome.Cancelled, finished.Message.Length > 0 ? finished.Message : "the run was cancelled"),
        Outcome.Skip => new Ending(Outcome.Skip, finished.Message),
        { } o when o.IsFailure() => new Ending(Outcome.Aborted, rootCause is null ? finished.Message : $"cut off because {rootCause.What}"),
        _ => new Ending(Outcome.Skip, "the test ended without it"),
    };

    private void Guess(DateTimeOffset time, string? stream, string? nested, string reason)
    {
        if (rootCause is not null) return;
        rootCause = Cause(time, stream, nested, reason);
        rootCauseIsGuess = true;
    }

    private RootCause Cause(DateTimeOffset time, string? stream, string? nested, string reason) => new()
    {
        Stream = stream,
        Nested = nested,
        Reason = PlainText.OneLine(reason),
        Time = time,
        Tails = [.. streams.Select(s => new StreamTail(s.Name, s.Tail))],
    };

    private StreamModel Stream(string name)
    {
        if (streams.Find(s => s.Name == name) is { } known) return known;
        var stream = new StreamModel(new PlannedStream { Name = name, Role = name, Host = "" });
        streams.Add(stream);
        return stream;
    }
}

/// <summary>How something ended, and why.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Message">Why.</param>
internal sealed record Ending(Outcome Outcome, string Message);

/// <summary>The first 50 warnings.</summary>
internal sealed class Warnings
{
    private const int Most = 50;
    private readonly List<string> texts = [];

    public ImmutableArray<string> Texts => [.. texts];

    public void Add(string text)
    {
        if (texts.Count < Most) texts.Add(PlainText.OneLine(text));
    }
}
