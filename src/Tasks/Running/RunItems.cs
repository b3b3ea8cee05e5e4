using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>What runs left, as items for later targets.</summary>
internal sealed class RunItems
{
    // A binary log is to be mailed, not to be carried.
    private const long LargestLog = 16 * 1024 * 1024;

    /// <summary>One for each test that ran: Outcome, ExitCode, Folder, JobLog.</summary>
    public List<ITaskItem> Outcomes { get; } = [];

    /// <summary>The JUnit and TRX files: Test, Format, Outcome.</summary>
    public List<ITaskItem> Files { get; } = [];

    /// <summary>What was measured: Test, Stream, Host, NestedTest, Value, Unit.</summary>
    public List<ITaskItem> Metrics { get; } = [];

    /// <summary>The results and logs that are not too large for a binary log.</summary>
    public List<ITaskItem> Embedded { get; } = [];

    /// <summary>How all of them ended together: 0 all as expected, 1 a test failed, 2 wrongly declared, 3 only infrastructure went wrong, 130 cancelled.</summary>
    public int ExitCode { get; private set; }

    /// <summary>The outcome that says so.</summary>
    public Outcome Outcome { get; private set; }

    public void Add(FinishedRun run)
    {
        var tree = new ResultTree(run.Folder);
        Add(run.Report.Outcome);
        Embed(tree.JobLog, tree.ResultsJson);
        foreach (var test in run.Report.Tests)
        {
            var outcome = test.Outcome.ToString();
            Outcomes.Add(Item(test.Name, ("Outcome", outcome), ("ExitCode", Text(test.Outcome.ExitCode())), ("Folder", run.Folder), ("JobLog", tree.JobLog)));
            Files.Add(Item(tree.JUnit(test.Name), ("Test", test.Name), ("Format", "JUnit"), ("Outcome", outcome)));
            Files.Add(Item(tree.Trx(test.Name), ("Test", test.Name), ("Format", "TRX"), ("Outcome", outcome)));
            Metrics.AddRange(test.Streams.SelectMany(stream => stream.Nested.SelectMany(nested => nested.Metrics.Select(metric => Item(
                metric.Name, ("Test", test.Name), ("Stream", stream.Name), ("Host", stream.Host), ("NestedTest", nested.Name), ("Value", Text(metric.Value)), ("Unit", metric.Unit))))));
            Embed(tree.JUnit(test.Name), tree.Trx(test.Name));
        }
    }

    /// <summary>Counts how a test ended, also one that left nothing.</summary>
    public void Add(Outcome outcome)
    {
        if (Weight(outcome.ExitCode()) >= Weight(ExitCode) && outcome > Outcome) Outcome = outcome;
        Add(outcome.ExitCode());
    }

    /// <summary>Counts how a test ended that has no outcome.</summary>
    public void Add(int exitCode)
    {
        if (Weight(exitCode) > Weight(ExitCode)) ExitCode = exitCode;
    }

    // A failure is news also beside a run that was cancelled later, or could not be done.
    private static int Weight(int exitCode) => exitCode switch { 1 => 4, 2 => 3, 130 => 2, 3 => 1, _ => 0 };

    private void Embed(params ReadOnlySpan<string> files)
    {
        foreach (var file in files)
        {
            if (new FileInfo(file) is { Exists: true, Length: <= LargestLog }) Embedded.Add(Item(file));
        }
    }

    private static TaskItem Item(string include, params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        ITaskItem2 item = new TaskItem(Escaped(include));
        foreach (var (name, value) in metadata) item.SetMetadataValueLiteral(name, value);
        return (TaskItem)item;
    }

    // MSBuild has this for its own use alone.
    private static string Escaped(string text) => string.Concat(text.Select(c =>
        "%*?@$();'".Contains(c, StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"%{(int)c:x2}") : c.ToString()));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
