using System.Globalization;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Says each event in a line for people. Knows what runs, for times and to tell who writes when several nested tests of a stream run at once.</summary>
internal sealed class LogLines
{
    private const int MostCauses = 20;
    private const int LongestText = 128 * 1024;
    private readonly Dictionary<string, DateTimeOffset> tests = [];
    private readonly Dictionary<(string Test, string Stream), Lane> lanes = [];
    private readonly List<RootCause> causes = [];

    public IEnumerable<LogLine> Of(RunEvent runEvent) => runEvent switch
    {
        JobStarted e => Job(e, $"{e.Job} on {e.Controller}, StreamLib {e.Version}"),
        TestStarted e => Job(e, Started(e), e.Test),
        RootCauseFound e => Job(e, Fails(e), e.Test),
        TestFinished e => Job(e, Ended(e), e.Test),
        JobFinished e => Job(e, string.Create(CultureInfo.InvariantCulture, $"{e.Outcome.Word()}, exit code {e.ExitCode}")),
        HostOpened e => Stream(e, e.Test, e.Stream, $"host {e.Host} is open: {string.Join(", ", new[] { e.Address, e.System }.Where(p => p.Length > 0))}"),
        StreamStarted e => Stream(e, e.Test, e.Stream, Start(e)),
        StreamFinished e => Stream(e, e.Test, e.Stream, End(e)),
        TestMetricRecorded e => Job(e, new MetricReport(e.Name, e.Value, e.Unit).Line(), e.Test),
        TestNoteRecorded e => Job(e, $"note: {e.Text}", e.Test),
        LogWritten e => Log(e),
        NestedEvent e => Nested(e),
        _ => [],
    };

    // A message may be of any length; a log is for people.
    private static string[] Lines(string text) => PlainText.Lines(text.Length <= LongestText ? text : PlainText.Bounded(text, LongestText));

    private static IEnumerable<LogLine> Job(RunEvent e, string text, string? test = null) =>
        Lines(text).Select(line => new LogLine(e.Time, "job", line) { Test = test });

    private static IEnumerable<LogLine> Stream(RunEvent e, string test, string stream, string text, LogLevel level = LogLevel.Info) =>
        Lines(text).Select(line => new LogLine(e.Time, PlainText.OneLine(stream), line) { Test = test, Stream = stream, Level = level });

    private IEnumerable<LogLine> Log(LogWritten e)
    {
        var text = e.Source == LogSource.Sync ? Untold(e.Text) : e.Text;
        var mark = e.Level switch { LogLevel.Warning => "warning: ", LogLevel.Error => "error: ", _ => "" };
        var label = e.Source switch { LogSource.Sync => "sync", _ when e.Stream is not null => e.Stream, LogSource.Host => "host", _ => "job" };
        return from line in Lines(mark + text)
               select new LogLine(e.Time, label, line) { Test = e.Test, Stream = e.Stream, Level = e.Level };
    }

    private IEnumerable<LogLine> Nested(NestedEvent e) => e switch
    {
        NestedStarted s => Start(s),
        NestedFinished f => End(f),
        NestedReady r => Line(r, $"{r.Nested} is ready: {r.Gate}"),
        OutputWritten o => Output(o),
        MetricRecorded m => Metric(m),
        NoteRecorded n => Line(n, $"{Lane(n).Mark(n)}note: {n.Text}"),
        _ => [],
    };

    private static IEnumerable<LogLine> Line(NestedEvent e, string text, LogLevel level = LogLevel.Info) => Stream(e, e.Test, e.Stream, text, level);

    private static string Attempted(TestFinished e) => e.Attempt > 1 || e.Again ? string.Create(CultureInfo.InvariantCulture, $"{e.Test} (attempt {e.Attempt})") : e.Test;

    private string Started(TestStarted e)
    {
        tests[e.Test] = e.Time;
        foreach (var lane in lanes.Keys.Where(l => l.Test == e.Test).ToArray()) lanes.Remove(lane);
        var attempt = e.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $" again (attempt {e.Attempt} of {Math.Max(e.Attempt, e.MostAttempts)})") : "";
        return $"{e.Test} starts{attempt}: {string.Join(", ", e.Streams.Select(s => $"{s.Name} on {s.Host}"))}";
    }

    private string Ended(TestFinished e) =>
        OutcomeWords.Ended(Attempted(e), e.Outcome, e.Time - tests.GetValueOrDefault(e.Test, e.Time), Untold(e.Message));

    private string Fails(RootCauseFound e)
    {
        var cause = new RootCause { Stream = e.Stream, Nested = e.Nested, Reason = e.Reason };
        if (causes.Count == MostCauses) causes.RemoveAt(0);
        if (e.Reason.Length > 0) causes.Add(cause);
        return $"{e.Test} fails because {cause.What}";
    }

    // Of what is cut off, because of whom: why that one failed was said then.
    private string CutOff(Outcome outcome, string message) =>
        outcome == Outcome.Aborted && causes.Find(c => message.EndsWith($"failed: {c.Reason}", StringComparison.Ordinal)) is { } cause
            ? message[..^(cause.Reason.Length + 2)]
            : message;

    // Who failed and why is said once: not again by all that ends because of it.
    private string Untold(string text)
    {
        foreach (var cause in causes)
        {
            foreach (var told in new[] { $", because {cause.What}", $": {cause.What}", $": {cause.Reason}" })
            {
                if (text.EndsWith(told, StringComparison.Ordinal)) return text[..^told.Length];
            }
        }

        return text;
    }

    private string Start(StreamStarted e)
    {
        Lane(e.Test, e.Stream).Started = e.Time;
        return $"starts on {e.Host}";
    }

    private string End(StreamFinished e)
    {
        var lane = Lane(e.Test, e.Stream);
        // Its last nested test has just said the same.
        var known = lane.LastMessage.Length > 0 && e.Message.EndsWith(lane.LastMessage, StringComparison.Ordinal);
        return OutcomeWords.Ended("stream", e.Outcome, e.Time - lane.Started, known ? "" : CutOff(e.Outcome, e.Message));
    }

    private IEnumerable<LogLine> Start(NestedStarted e)
    {
        Lane(e).Running[e.Nested] = new Run(e.Time);
        var line = Line(e, $"{e.Nested} starts{(e.Background ? " in the background" : "")}: {e.Command}");
        return e.ByHand.Length == 0 ? line : line.Concat(Line(e, $"{e.Nested} by hand: {e.ByHand}", LogLevel.Detail));
    }

    private static string NotShown(NestedFinished e, string metric, int count) =>
        FormattableString.Invariant($"{e.Nested}: {count} more values of metric {metric} are not shown here: all are in events.jsonl");

    private IEnumerable<LogLine> Metric(MetricRecorded e)
    {
        var lane = Lane(e);
        return lane.Running.GetValueOrDefault(e.Nested) is { } run && !run.Shows(e.Name)
            ? []
            : Line(e, lane.Mark(e) + new MetricReport(e.Name, e.Value, e.Unit).Line());
    }

    private IEnumerable<LogLine> Output(OutputWritten e)
    {
        var lane = Lane(e);
        var run = lane.Running.GetValueOrDefault(e.Nested);
        foreach (var text in Lines(e.Text))
        {
            run?.Recent.Add(text);
            yield return new LogLine(e.Time, PlainText.OneLine(e.Stream), lane.Mark(e) + text) { Test = e.Test, Stream = e.Stream };
        }
    }

    private IEnumerable<LogLine> End(NestedFinished e)
    {
        var lane = Lane(e);
        lane.LastMessage = e.Message;
        lane.Running.Remove(e.Nested, out var run);
        var line = (run?.NotShown ?? [])
            .SelectMany(m => Line(e, NotShown(e, m.Name, m.Count)))
            .Concat(Line(e, OutcomeWords.Ended(e.Nested, e.Outcome, e.Time - run?.Started, CutOff(e.Outcome, e.Message))));
        var details = Lines(e.Details);
        // The last lines of its output stand in the log already; a stack trace does not.
        var known = e.Details.Length == 0 || (run is not null && details.All(d => run.Recent.Contains(d)));
        return known ? line : line.Concat(details.SelectMany(d => Line(e, "    " + d, LogLevel.Detail)));
    }

    private Lane Lane(NestedEvent e) => Lane(e.Test, e.Stream);

    private Lane Lane(string test, string stream) => lanes.TryGetValue((test, stream), out var lane) ? lane : lanes[(test, stream)] = new Lane();
}
