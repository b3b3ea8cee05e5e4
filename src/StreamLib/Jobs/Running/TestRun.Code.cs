using StreamLib.Events;

namespace StreamLib.Jobs;

/// <summary>What the code of a multi-stream test says of the test as a whole.</summary>
internal sealed partial class TestRun
{
    private readonly List<string> warnings = [];

    /// <summary>Says something for the log.</summary>
    public void Say(string text) => Job.Log(LogSource.Controller, text, test: Plan.Name);

    public void Note(string text) => Job.Events.Send(new TestNoteRecorded { Test = Plan.Name, Text = text });

    public void Metric(string name, double value, string unit) =>
        Job.Events.Send(new TestMetricRecorded { Test = Plan.Name, Name = name, Value = value, Unit = unit });

    /// <summary>Makes a pass one with a warning.</summary>
    public void Warn(string text)
    {
        lock (warnings) warnings.Add(text);
        Job.Log(LogSource.Controller, text, LogLevel.Warning, Plan.Name);
    }

    /// <summary>What the code has warned of, in one line; empty for nothing.</summary>
    private string Warned
    {
        get
        {
            lock (warnings) return OutcomeException.Joined(warnings);
        }
    }

    // What ran passed or not by itself: only that there is no result is new.
    private void SkipBy(string reason)
    {
        SkippedBecause = reason;
        Job.Log(LogSource.Controller, $"{Plan.Name} is skipped: {reason}", test: Plan.Name);
        Sync.End();
        Seal();
    }
}
