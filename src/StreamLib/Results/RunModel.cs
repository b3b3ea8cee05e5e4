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
            else if (runEvent is TestStarted test) Add(new TestModel(test));
            foreach (var line in lines.Of(runEvent).Where(l => l.Level > LogLevel.Detail)) Test(line.Test)?.AddLine(line);
            Test(NameOf(runEvent))?.OnEvent(runEvent);
        }
    }

    /// <summary>The run so far. What is still running is <see cref="Outcome.Cancelled"/>, so that the report of a killed run tells the truth.</summary>
    public RunReport Report()
    {
        lock (gate)
        {
            var reports = tests.Select(t => t.Report(last)).ToArray();
            var outcome = finished?.Outcome ?? reports.Select(t => t.Outcome).Append(Outcome.Cancelled).Worst();
            return new RunReport
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
    }

    /// <summary>Does nothing: the report can still be asked for.</summary>
    public void Dispose()
    {
    }

    private static string? NameOf(RunEvent runEvent) => runEvent switch
    {
        NestedEvent e => e.Test,
        HostOpened e => e.Test,
        StreamStarted e => e.Test,
        StreamFinished e => e.Test,
        RootCauseFound e => e.Test,
        LogWritten e => e.Test,
        TestFinished e => e.Test,
        _ => null,
    };

    private void Add(TestModel test)
    {
        // Another attempt takes the place of the one before it.
        var same = tests.FindIndex(t => t.Name == test.Name);
        if (same < 0) tests.Add(test);
        else tests[same] = test;
    }

    private TestModel? Test(string? name) => name is null ? tests.LastOrDefault(t => !t.IsFinished) : tests.FindLast(t => t.Name == name);
}
