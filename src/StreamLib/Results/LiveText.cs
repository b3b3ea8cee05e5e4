using System.Globalization;
using System.Text;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>What <see cref="LiveText"/> shows, and how.</summary>
public sealed record LiveTextOptions
{
    /// <summary>The defaults: no details, the time of this machine.</summary>
    public static LiveTextOptions Default { get; } = new();

    /// <summary>Whether lines of <see cref="LogLevel.Detail"/> are shown too; by default they are only in job.log.</summary>
    public bool Details { get; init; }

    /// <summary>The time zone of the reader; by default that of this machine.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;
}

/// <summary>What a person sees of a run: a line for each event as it happens, then a summary, what failed, and where the results are.</summary>
/// <remarks>Plain text, the same in every front end. It is written by a thread of its own: the run waits for no terminal. Of a writer that does not keep up, the lines
/// of the tests are left out and counted; one that fails, such as a closed pipe, gets no more.</remarks>
public sealed class LiveText : IEventSink
{
    private const int LinesOfOthers = 5;
    private const int MostTables = 20;
    private const int LongestQueue = 4 * 1024 * 1024;
    private readonly LiveQueue queue;
    private readonly LiveTextOptions options;
    private readonly LogLines lines = new();
    private readonly RunModel model = new();
    private readonly LogFormat format;
    private readonly ShownText shown = new();
    private string results = "";
    private bool summarized;

    /// <summary>Creates the view.</summary>
    /// <param name="writer">Where it goes; stays open.</param>
    /// <param name="options">What it shows; by default <see cref="LiveTextOptions.Default"/>.</param>
    public LiveText(TextWriter writer, LiveTextOptions? options = null)
    {
        queue = new LiveQueue(writer, LongestQueue);
        this.options = options ?? LiveTextOptions.Default;
        format = new LogFormat(this.options.Zone);
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        model.OnEvent(runEvent);
        if (runEvent is JobStarted started) results = started.Results;
        if (runEvent is TestStarted test) format.Fit(test.Streams.Select(s => s.Name));
        var text = new StringBuilder();
        foreach (var line in lines.Of(runEvent).Where(l => options.Details || l.Level > LogLevel.Detail))
            format.AppendTo(text, ShownText.Of(line));
        if (text.Length > 0) text = new StringBuilder(shown.Of(runEvent, text.ToString(), Log));
        if (runEvent is JobFinished) Summarize(text);
        if (text.Length > 0) queue.Add(text.ToString(), runEvent is OutputWritten);
    }

    /// <summary>Shows the summary when the run ended without one, and waits until all is written, for at most 5 seconds. The writer stays open.</summary>
    public void Dispose()
    {
        if (!summarized)
        {
            var text = new StringBuilder();
            Summarize(text);
            if (text.Length > 0) queue.Add(text.ToString(), canBeLeftOut: false);
        }

        queue.Dispose();
    }

    private string Log => results.Length > 0 ? Path.Combine(results, "job.log") : "job.log";

    private void Summarize(StringBuilder text)
    {
        summarized = true;
        if (shown.LeftOut > 0)
            text.Append(CultureInfo.InvariantCulture, $"… {shown.LeftOut} lines were left out above: all are in {Log}\n");
        var report = model.Report();
        // What the runs of a repeated test have in common is in the summary over them.
        foreach (var test in report.Tests.Where(t => t.Run is null && (report.Tests.Length <= MostTables || t.Outcome.IsFailure()))) text.Append('\n').Append(report.Tests.Length > 1 ? $"{test.Name}:\n" : "").Append(SummaryTable.Text(test));
        var failed = FailureBlock.Text(report, t => t.Outcome.IsFailure(), options.Zone, LinesOfOthers);
        if (failed.Length > 0) text.Append('\n').Append(failed);
        if (RepeatSummary.Text(report) is { Length: > 0 } summary) text.Append('\n').Append(summary);
        if (report.Tests.Any(t => t.Run is null)) text.Append('\n');
        foreach (var test in report.Tests.Where(t => t.Run is null)) text.Append(Verdict(test)).Append('\n');
        if (results.Length > 0) text.Append("Results: ").Append(results).Append('\n');
    }

    private static string Verdict(TestReport test) => $"{FailureBlock.Headline(test)} ({SummaryTable.Size(test)})";
}
