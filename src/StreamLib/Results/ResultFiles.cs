using System.Text;
using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>results.json, JUnit and TRX: written whole at the start, at the end, and in between when there is news and time for it.</summary>
internal sealed class ResultFiles : IEventSink
{
    private readonly ResultTree tree;
    private readonly RunModel model;
    private readonly ResultProblems problems;
    private readonly ResultFilesOptions options;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private readonly Lock writing = new();
    private readonly Lock gate = new();
    private readonly HashSet<string> over = [];
    private readonly HashSet<string> settled = [];
    private long next;
    private bool hasBegun;
    private bool scheduled;
    private bool ended;

    public ResultFiles(ResultTree tree, RunModel model, ResultProblems problems, ResultFilesOptions options, TimeProvider clock)
    {
        this.tree = tree;
        this.model = model;
        this.problems = problems;
        this.options = options;
        this.clock = options.Clock ?? clock;
        timer = this.clock.CreateTimer(_ => WriteInBetween(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void OnEvent(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case JobStarted:
                break;
            case TestStarted e:
                var isFirst = Begin(e.Test);
                // The first writing of a process is slow; it is not one in between, so that it does not put off the next.
                Write(inBetween: false, withRun: isFirst);
                if (!isFirst) Schedule();
                break;
            case TestFinished e:
                lock (gate) over.Add(e.Test);
                Schedule();
                break;
            case JobFinished:
                Finish();
                break;
            default:
                Schedule();
                break;
        }
    }

    /// <summary>Writes what is known of the attempt of a test that is over, and puts its folder aside: the next one has the usual place.</summary>
    public void EndAttempt(string test, int attempt)
    {
        lock (writing)
        {
            var report = model.Report();
            if (report.Tests.FirstOrDefault(t => t.Name == test) is { } ended) WriteStreams(report, ended);
            EarlierAttempts.PutAside(tree, test, attempt, problems);
        }
    }

    public void Dispose()
    {
        Finish();
        timer.Dispose();
    }

    private bool Begin(string test)
    {
        lock (gate)
        {
            over.Remove(test);
            settled.Remove(test);
            if (hasBegun) return false;
            return hasBegun = true;
        }
    }

    private void Schedule()
    {
        lock (gate)
        {
            if (scheduled || ended) return;
            scheduled = true;
            var wait = clock.GetElapsedTime(clock.GetTimestamp(), next);
            timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void WriteInBetween()
    {
        lock (gate) scheduled = false;
        Write(inBetween: true, withRun: true);
    }

    private void Finish()
    {
        lock (gate)
        {
            if (ended) return;
            ended = true;
        }

        WriteAll(final: true, withRun: true);
    }

    private void Write(bool inBetween, bool withRun)
    {
        lock (writing)
        {
            lock (gate)
            {
                if (ended) return;
            }

            var start = clock.GetTimestamp();
            WriteAll(final: false, withRun);
            var end = clock.GetTimestamp();
            var took = inBetween ? clock.GetElapsedTime(start, end) : TimeSpan.Zero;
            var rest = TimeSpan.FromTicks(Math.Max(options.Interval.Ticks, (long)(took.Ticks / options.Share)));
            lock (gate) next = end + (long)(rest.TotalSeconds * clock.TimestampFrequency);
        }
    }

    // In between, what is known to be over is not written again: a run may have very many tests.
    private void WriteAll(bool final, bool withRun)
    {
        lock (writing)
        {
            string[] ends;
            lock (gate) ends = [.. over];
            var report = model.Report();
            foreach (var test in report.Tests.Where(t => final || !IsSettled(t.Name))) Write(report, test);
            lock (gate) settled.UnionWith(ends.Where(over.Contains));
            if (withRun) WriteJson(tree.ResultsJson, () => report);
        }
    }

    private bool IsSettled(string test)
    {
        lock (gate) return settled.Contains(test);
    }

    private void Write(RunReport report, TestReport test)
    {
        WriteStreams(report, test);
        AtomicFile.Write(
            tree.JUnit(test.Name),
            problems,
            file => JUnitXml.Write(file, test, ResultCases.Of(report, test, tree), AttachmentTags.For(tree.Root, options.Variable)));
        AtomicFile.Write(
            tree.Trx(test.Name), problems, file => TrxXml.Write(file, report, test, ResultCases.Of(report, test, tree), tree.Root));
    }

    private void WriteStreams(RunReport report, TestReport test)
    {
        // The folder of what a hunt does not look for is gone when all is written once more.
        if (IsSettled(test.Name) && !Directory.Exists(tree.TestFolder(test.Name))) return;
        foreach (var stream in test.Streams) WriteJson(tree.StreamResultsJson(test.Name, stream.Name), () => report.Only(test.Name, stream.Name));
    }

    private void WriteJson(string path, Func<RunReport> report) => AtomicFile.Write(path, problems, file => file.Write(Encoding.UTF8.GetBytes(report().ToJson())));
}
