using System.Globalization;
using System.Text;
using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>The logs of a run: of the job, of each test and of each stream, in the order of the events.</summary>
internal sealed class JobLogs(ResultTree tree, RunModel model, TimeZoneInfo zone, ResultProblems problems) : IGatheringSink
{
    private const int LongestPreamble = 10_000;
    private readonly LogLines lines = new();
    private readonly LogFormat format = new(zone);
    private readonly LogFile job = new(tree.JobLog, problems);
    private readonly List<byte[]> preamble = [];
    private readonly Dictionary<string, LogFile> tests = [];
    private readonly Dictionary<(string Test, string Stream), LogFile> streams = [];
    private readonly List<LogFile> running = [];
    private JobStarted? started;
    private string? current;
    private bool hasEnded;

    public void OnEvent(RunEvent runEvent)
    {
        if (runEvent is JobStarted job) started = job;
        if (runEvent is TestStarted test) Begin(test);
        // How a job of several tests ended says nothing of the last of them.
        if (runEvent is JobFinished && tests.Count > 1) current = null;
        foreach (var line in lines.Of(runEvent)) Append(runEvent is JobStarted ? line with { Text = $"{line.Text}, {format.Day(line.Time)}" } : line);
        if (runEvent is JobFinished) Finish();
    }

    /// <summary>Ends the logs of a test: it starts again, with logs of its own.</summary>
    public void EndAttempt(string test)
    {
        if (!tests.ContainsKey(test)) return;
        Close(test);
        tests.Remove(test);
        foreach (var stream in streams.Keys.Where(s => s.Test == test).ToArray()) streams.Remove(stream);
    }

    public void Gather()
    {
        job.Gather();
        foreach (var log in running) log.Gather();
    }

    public void Release()
    {
        job.Release();
        foreach (var log in running) log.Release();
    }

    public void Dispose()
    {
        Finish();
        foreach (var log in All) log.Dispose();
    }

    private IEnumerable<LogFile> All => tests.Values.Concat(streams.Values).Prepend(job);

    private void Begin(TestStarted test)
    {
        format.Fit(test.Streams.Select(s => s.Name));
        if (current is not null && current != test.Test) Close(current);
        current = test.Test;
        if (tests.TryAdd(test.Test, new LogFile(tree.TestLog(test.Test), problems)))
        {
            running.Add(tests[test.Test]);
            foreach (var line in preamble) tests[test.Test].Append(line);
        }

        foreach (var stream in test.Streams)
        {
            running.Add(Stream(test.Test, stream.Name));
            running[^1].Append(Rendered(new LogLine(test.Time, "job", Header(test, stream))));
        }
    }

    private string Header(TestStarted test, PlannedStream stream)
    {
        var attempt = test.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $", attempt {test.Attempt} of {Math.Max(test.Attempt, test.MostAttempts)}") : "";
        return $"stream {stream.Name} of {test.Test} on {stream.Host}{attempt}, {started?.Job}, {format.Day(test.Time)}";
    }

    private void Append(LogLine line)
    {
        var bytes = Rendered(line);
        job.Append(bytes);
        if (line.Test is null && current is null && preamble.Count < LongestPreamble) preamble.Add(bytes);
        // A line that belongs to no test is of interest to the one that runs.
        if ((line.Test ?? current) is { } test && tests.TryGetValue(test, out var log)) log.Append(bytes);
        if (line is { Test: { } of, Stream: { } stream }) Stream(of, stream).Append(bytes);
    }

    private byte[] Rendered(LogLine line)
    {
        var text = new StringBuilder();
        format.AppendTo(text, line);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private LogFile Stream(string test, string stream) => streams.TryGetValue((test, stream), out var log)
        ? log
        : streams[(test, stream)] = new LogFile(tree.StreamLog(test, stream), problems);

    // Files of tests that are over are not kept open: a run may have very many tests. A late line opens them again.
    private void Close(string test)
    {
        var report = model.Report();
        Top(report, report.Tests.First(t => t.Name == test));
        running.Clear();
        tests[test].Dispose();
        foreach (var log in streams.Where(s => s.Key.Test == test).Select(s => s.Value)) log.Dispose();
    }

    private void Finish()
    {
        if (hasEnded) return;
        hasEnded = true;
        var report = model.Report();
        if (RepeatSummary.Text(report) is { Length: > 0 } summary) job.Append(Encoding.UTF8.GetBytes($"\n{summary}"));
        job.Top(FailureBlock.Text(report, zone));
        foreach (var test in report.Tests) Top(report, test);
    }

    private void Top(RunReport report, TestReport test)
    {
        if (tests.TryGetValue(test.Name, out var log)) log.Top(FailureBlock.Text(report with { Tests = [test] }, zone));
        foreach (var stream in test.Streams) Stream(test.Name, stream.Name).Top(FailureBlock.Text(report.Only(test.Name, stream.Name), zone));
    }
}
