using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Gathers the events of one nested test.</summary>
internal sealed class NestedModel(string id, string name)
{
    private const int MostRecords = 1000;
    private readonly Tail<string> tail = new();
    private readonly MetricTally metrics = new();
    private readonly List<string> notes = [];
    private int moreNotes;
    private NestedStarted? started;
    private NestedFinished? finished;

    public string Id => id;

    public bool IsFailure => finished?.Outcome.IsFailure() ?? false;

    public string Message => finished?.Message ?? "";

    public void OnEvent(NestedEvent nestedEvent)
    {
        switch (nestedEvent)
        {
            case NestedStarted e:
                started = e;
                finished = null;
                break;
            case OutputWritten e:
                tail.Add(PlainText.Cut(e.Text));
                break;
            case MetricRecorded e:
                metrics.Add(new MetricReport(PlainText.OneLine(e.Name), e.Value, PlainText.OneLine(e.Unit)));
                break;
            case NoteRecorded e when notes.Count < MostRecords:
                notes.Add(PlainText.OneLine(e.Text));
                break;
            case NoteRecorded:
                moreNotes++;
                break;
            case NestedFinished e:
                finished = e;
                break;
        }
    }

    public NestedReport Report(DateTimeOffset now, Ending unreached)
    {
        var end = finished is null ? Reached(unreached) : new Ending(finished.Outcome, finished.Message);
        var began = started?.Time ?? finished?.Time;
        return new NestedReport
        {
            Id = id,
            Name = started?.Name ?? name,
            Command = PlainText.Bounded(started?.Command ?? ""),
            ByHand = PlainText.Bounded(started?.ByHand ?? ""),
            Background = started?.Background ?? false,
            Started = began,
            Finished = began is null ? null : finished?.Time ?? now,
            Outcome = end.Outcome,
            Message = PlainText.OneLine(end.Message),
            Details = PlainText.Bounded(finished?.Details ?? ""),
            ExitStatus = finished?.ExitStatus,
            Signal = finished?.Signal,
            Metrics = metrics.Values,
            MetricTotals = metrics.Totals,
            Notes = [.. notes, .. Bounds()],
            Tail = [.. tail.Items],
        };
    }

    private IEnumerable<string> Bounds() =>
        moreNotes == 0
            ? metrics.Bounds
            : metrics.Bounds.Append(FormattableString.Invariant($"{moreNotes} more notes are only in events.jsonl"));

    private Ending Reached(Ending unreached) => started is not null
        ? unreached
        : unreached with { Message = unreached.Message.Length == 0 ? "not reached" : $"not reached: {unreached.Message}" };
}
