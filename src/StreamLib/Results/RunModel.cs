using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>Gathers the events of a run into a report that can be asked for at any time, from any thread.</summary>
public sealed class RunModel : IEventSink
{
    private readonly Lock gate = new();
    private readonly LogLines lines = new();
    private readonly List<TestModel> tests = [];
    private JobStarted? started;
    private JobFinished? finished;
    private DateTimeOffset last;

    /// <inheritdoc/>
    public void OnEvent(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        lock (gate)
        {
            last = runEvent.Time;
            if (runEvent is JobStarted job) started = job;
            else if (runEvent is JobFinished end) finished = end;
            else if (runEvent is TestStarted test) Start(test);
            foreach (var line in lines.Of(runEvent).Where(l => l.Level > LogLevel.Detail)) Test(line.Test)?.AddLine(line);
            if (runEvent is not TestStarted) Test(runEvent.OfTest)?.OnEvent(runEvent);
        }
    }

    /// <summary>The run so far. What is still running is <see cref="Outcome.Cancelled"/>, so that the report of a killed run tells the truth.</summary>
    public RunReport Report()
    {
        RunReport report;
        lock (gate)
        {
            var reports = tests.Select(t => t.Report(last)).ToArray();
            var outcome = finished?.Outcome ?? reports.Select(t => t.Outcome).Append(Outcome.Cancelled).Worst();
            report = new RunReport
            {
                Job = started?.Job ?? "",
                Controller = started?.Controller ?? "",
                Version = started?.Version ?? "",
                Started = started?.Time ?? last,
                Finished = last,
                Complete = finished is not null,
                Outcome = outcome,
                ExitCode = finished?.ExitCode ?? outcome.ExitCode(),
                Tests = [.. reports],
            };
        }

        // A long hunt makes these long to count: no event waits for that.
        return report with { Repeats = RepeatedRuns.Of(report.Tests) };
    }

    /// <summary>Does nothing: the report can still be asked for.</summary>
    public void Dispose()
    {
    }

    private void Start(TestStarted test)
    {
        foreach (var over in tests) over.Settle();
        // Another attempt takes the place of the one before it.
        var same = tests.FindIndex(t => t.Name == test.Test);
        if (same < 0) tests.Add(new TestModel(test));
        else tests[same] = new TestModel(test, test.Attempt > 1 ? tests[same].Report(last) : null);
    }

    private TestModel? Test(string? name) => name is null ? tests.LastOrDefault(t => !t.IsFinished) : tests.FindLast(t => t.Name == name);
}
