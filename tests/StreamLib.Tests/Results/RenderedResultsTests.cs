using System.Globalization;
using StreamLib.Events;
using StreamLib.Results;
using StreamLibTesting;

namespace StreamLibTests.Results;

public sealed class RenderedResultsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("passing")]
    [InlineData("failing")]
    [InlineData("unreachable")]
    [InlineData("cancelled")]
    [InlineData("killed")]
    [InlineData("expected")]
    [InlineData("unexpected")]
    [InlineData("known")]
    [InlineData("retried")]
    [InlineData("exhausted")]
    public void Read_as_they_were_last_approved(string kind)
    {
        var clock = new Clock();
        using var live = new StringWriter(CultureInfo.InvariantCulture);
        var folder = ResultsFolder.Open(scratch["job"], scratch.Path, clock);
        var tree = folder.Tree;
        foreach (var file in new[] { tree.Stdout(ScriptedRun.Test, "client2", "1-NetPerf"), tree.Stderr(ScriptedRun.Test, "client2", "1-NetPerf") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }

        using (var run = new ScriptedRun(clock, [.. ResultSinks.For(folder), new LiveText(live, new LiveTextOptions { Zone = TimeZoneInfo.Utc })])) Play(run, kind);

        Snapshot.Matches(live.ToString(), $"{kind}.live");
        Snapshot.Matches(File.ReadAllText(tree.JobLog), $"{kind}.job.log");
        Snapshot.Matches(File.ReadAllText(tree.StreamLog(ScriptedRun.Test, "client1")), $"{kind}.client1.job.log");
        Snapshot.Matches(File.ReadAllText(tree.JUnit(ScriptedRun.Test)), $"{kind}.junit");
        Snapshot.Matches(File.ReadAllText(tree.Trx(ScriptedRun.Test)), $"{kind}.trx");
        Snapshot.Matches(File.ReadAllText(tree.ResultsJson), $"{kind}.results");
        folder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void The_variants_of_a_matrix_read_as_they_were_last_approved()
    {
        var clock = new Clock();
        using var live = new StringWriter(CultureInfo.InvariantCulture);
        var folder = ResultsFolder.Open(scratch["job"], scratch.Path, clock);
        using (var run = new ScriptedRun(clock, [.. ResultSinks.For(folder), new LiveText(live, new LiveTextOptions { Zone = TimeZoneInfo.Utc })])) run.Matrix();

        Snapshot.Matches(live.ToString(), "matrix.live");
        Snapshot.Matches(File.ReadAllText(folder.Tree.JobLog), "matrix.job.log");
        Snapshot.Matches(File.ReadAllText(folder.Tree.ResultsJson), "matrix.results");
        foreach (var name in new[] { "Netperf-TCP_STREAM", "Netperf-TCP_RR", "Netperf-UDP_STREAM" })
        {
            Snapshot.Matches(File.ReadAllText(folder.Tree.JUnit(name)), $"matrix.{name}.junit");
            Snapshot.Matches(File.ReadAllText(folder.Tree.Trx(name)), $"matrix.{name}.trx");
            Snapshot.Matches(File.ReadAllText(folder.Tree.TestLog(name)), $"matrix.{name}.job.log");
        }

        Directory.GetFiles(folder.Tree.Root, "*.xml").Length.ShouldBe(3);
        folder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void The_runs_of_a_repeated_test_read_as_they_were_last_approved()
    {
        var clock = new Clock();
        using var live = new StringWriter(CultureInfo.InvariantCulture);
        var folder = ResultsFolder.Open(scratch["job"], scratch.Path, clock);
        using (var run = new ScriptedRun(clock, [.. ResultSinks.For(folder), new LiveText(live, new LiveTextOptions { Zone = TimeZoneInfo.Utc })])) run.Repeated();

        Snapshot.Matches(live.ToString(), "repeated.live");
        Snapshot.Matches(File.ReadAllText(folder.Tree.JobLog), "repeated.job.log");
        Snapshot.Matches(File.ReadAllText(folder.Tree.ResultsJson), "repeated.results");
        Directory.GetFiles(folder.Tree.Root, "TEST-Netperf-run*.xml").Length.ShouldBe(4);
        folder.Problems.ShouldBeEmpty();
    }

    internal static void Play(ScriptedRun run, string kind)
    {
        switch (kind)
        {
            case "passing": run.Passing(); break;
            case "failing": run.Failing(); break;
            case "unreachable": run.Unreachable(); break;
            case "cancelled": run.Cancelled(); break;
            case "skipped": run.Skipped(); break;
            case "killed": run.Killed(); break;
            case "expected": run.Expected(); break;
            case "unexpected": run.Unexpected(); break;
            case "known": run.Known(); break;
            case "retried": run.Retried(); break;
            case "exhausted": run.Exhausted(); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }
}
