using System.Collections.Immutable;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Gathers the events of one stream.</summary>
internal sealed class StreamModel(PlannedStream planned)
{
    private readonly List<NestedModel> nested = [.. planned.Nested.Select(n => new NestedModel(n.Id, n.Name))];
    private readonly Tail<TailLine> tail = new();

    public string Name => planned.Name;

    public HostOpened? Opened { get; set; }

    public StreamStarted? Started { get; set; }

    public StreamFinished? Finished { get; set; }

    public Warnings Warnings { get; } = new();

    public ImmutableArray<TailLine> Tail => [.. tail.Items];

    public void AddLine(LogLine line) => tail.Add(new TailLine(line.Time, PlainText.Cut(line.Text)));

    public void OnEvent(NestedEvent nestedEvent) => Nested(nestedEvent).OnEvent(nestedEvent);

    public StreamReport Report(DateTimeOffset now, Ending rest)
    {
        var end = Finished is null ? rest : new Ending(Finished.Outcome, Finished.Message);
        var reports = nested.Select(n => n.Report(now, Unreached(end))).ToImmutableArray();
        var began = Started?.Time ?? reports.Min(n => n.Started);
        // A stream that never told its end failed all the same when one of its nested tests did.
        var failed = Finished is null ? reports.Where(n => n.Outcome.IsFailure()).MaxBy(n => n.Outcome) : null;
        return new StreamReport
        {
            Name = planned.Name,
            Role = planned.Role,
            Host = Opened?.Host ?? Started?.Host ?? planned.Host,
            Address = Opened?.Address ?? "",
            System = Opened?.System ?? "",
            Started = began,
            Finished = began is null ? null : Finished?.Time ?? now,
            Outcome = failed?.Outcome ?? end.Outcome,
            Message = failed is null ? PlainText.OneLine(end.Message) : $"{failed.Id} failed: {failed.Message}",
            Warnings = Warnings.Texts,
            Nested = reports,
            Tail = Tail,
        };
    }

    /// <summary>What to say of nested tests that never told their end, from how their stream ended.</summary>
    private Ending Unreached(Ending end)
    {
        if (!end.Outcome.IsFailure()) return end.Outcome.IsPass() ? new Ending(Outcome.Skip, "the stream ended without it") : end;
        var first = nested.Find(n => n.IsFailure);
        return new Ending(Outcome.Aborted, $"cut off because {(first is null ? $"{Name} failed: {end.Message}" : $"{Name}/{first.Id} failed: {first.Message}")}");
    }

    private NestedModel Nested(NestedEvent e)
    {
        if (nested.Find(n => n.Id == e.Nested) is { } known) return known;
        var model = new NestedModel(e.Nested, e is NestedStarted s ? s.Name : e.Nested);
        nested.Add(model);
        return model;
    }
}
