using System.Xml.Linq;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

public sealed class ResultFilesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly Clock clock = new();
    private readonly ResultsFolder folder;

    public ResultFilesTests() => folder = ResultsFolder.Open(scratch["job"], scratch.Path, clock);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Files_are_there_and_whole_as_soon_as_the_test_has_started()
    {
        using var run = new ScriptedRun(clock, ResultSinks.For(folder));
        run.Start();
        XDocument.Load(folder.Tree.JUnit(ScriptedRun.Test)).Descendants("skipped").Attributes("type").Select(a => a.Value).Distinct().ShouldBe(["cancelled"]);
        XDocument.Load(folder.Tree.Trx(ScriptedRun.Test)).Root.ShouldNotBeNull();
        Read().ExitCode.ShouldBe(130);
        RunReport.FromJson(File.ReadAllText(folder.Tree.StreamResultsJson(ScriptedRun.Test, "client1"))).Outcome.ShouldBe(Outcome.Cancelled);
        Directory.GetFiles(folder.Tree.Root, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void News_is_written_within_a_second_and_not_more_often()
    {
        using var run = new ScriptedRun(clock, ResultSinks.For(folder));
        run.Begin();
        run.End("client1", "1-NetPerf", Outcome.Pass);
        Read().Tests[0].Streams[1].Nested[0].Outcome.ShouldBe(Outcome.Cancelled, "less than a second has passed since the start");
        clock.Pass(1);
        Read().Tests[0].Streams[1].Nested[0].Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact]
    public void Nothing_is_written_without_news()
    {
        using var run = new ScriptedRun(clock, ResultSinks.For(folder));
        run.Begin();
        clock.Pass(2);
        File.Delete(folder.Tree.ResultsJson);
        clock.Pass(60);
        File.Exists(folder.Tree.ResultsJson).ShouldBeFalse();
    }

    [Fact]
    public void Writing_that_is_slow_is_done_less_often()
    {
        clock.PerLook = TimeSpan.FromSeconds(0.5);
        using var run = new ScriptedRun(clock, ResultSinks.For(folder, new ResultFilesOptions { Share = 0.1 }));
        run.Start();
        run.End("client1", "1-NetPerf", Outcome.Pass);
        clock.Pass(1);
        Read().Tests[0].Streams[1].Nested[0].Outcome.ShouldBe(Outcome.Pass, "the first writing does not put off the next");
        File.Delete(folder.Tree.ResultsJson);
        run.End("client2", "1-NetPerf", Outcome.Pass);
        clock.Pass(3.5);
        File.Exists(folder.Tree.ResultsJson).ShouldBeFalse("a writing takes 0.5 s, so the next comes 5 s later");
        clock.Pass(2);
        File.Exists(folder.Tree.ResultsJson).ShouldBeTrue();
    }

    [Fact]
    public void The_end_is_written_at_once()
    {
        using var run = new ScriptedRun(clock, ResultSinks.For(folder));
        run.Passing();
        Read().Complete.ShouldBeTrue();
    }

    [Fact]
    public void A_test_of_several_has_its_files_as_soon_as_it_starts_and_what_is_over_is_written_again_at_the_end_only()
    {
        using var run = new ScriptedRun(clock, ResultSinks.For(folder));
        run.StartJob();
        run.Variant("one");
        clock.Pass(2);
        run.Variant("two");
        File.Exists(folder.Tree.JUnit("Netperf-two")).ShouldBeTrue();
        clock.Pass(2);
        Read().Tests.Select(t => t.Outcome).ShouldBe([Outcome.Pass, Outcome.Pass]);
        File.Delete(folder.Tree.JUnit("Netperf-one"));
        run.Variant("three");
        clock.Pass(2);
        File.Exists(folder.Tree.JUnit("Netperf-one")).ShouldBeFalse();
        run.Send(new JobFinished { Outcome = Outcome.Pass, ExitCode = 0 });
        File.Exists(folder.Tree.JUnit("Netperf-one")).ShouldBeTrue();
        Read().Complete.ShouldBeTrue();
    }

    [Fact]
    public void The_logs_of_a_test_that_is_over_are_not_kept_open()
    {
        using var run = new ScriptedRun(clock, ResultSinks.For(folder));
        run.StartJob();
        foreach (var name in new[] { "one", "two", "three" }) run.Variant(name);

        var open = new DirectoryInfo("/proc/self/fd").GetFileSystemInfos().Select(f => f.LinkTarget).Where(t => t?.StartsWith(folder.Tree.TestResults, StringComparison.Ordinal) == true);
        open.ShouldBe([folder.Tree.TestLog("Netperf-three"), folder.Tree.StreamLog("Netperf-three", "client1")], ignoreOrder: true);
    }

    [Fact]
    public void What_the_disk_refuses_is_reported_once_and_ends_nothing()
    {
        foreach (var file in new[] { folder.Tree.EventsFile, folder.Tree.JUnit(ScriptedRun.Test) }) Directory.CreateDirectory(file);
        Directory.CreateDirectory(folder.Tree.StreamFolder(ScriptedRun.Test, "client1"));
        File.CreateSymbolicLink(folder.Tree.StreamLog(ScriptedRun.Test, "client1"), "/dev/full");
        using (var run = new ScriptedRun(clock, ResultSinks.For(folder))) run.Passing();

        folder.Problems.Count.ShouldBe(3);
        folder.Problems.ShouldContain(p => p.StartsWith(folder.Tree.EventsFile + " is not complete: ", StringComparison.Ordinal));
        folder.Problems.ShouldContain(p => p.StartsWith(folder.Tree.StreamLog(ScriptedRun.Test, "client1") + " is not complete: No space left on device", StringComparison.Ordinal));
        folder.Problems.ShouldContain(p => p.StartsWith(folder.Tree.JUnit(ScriptedRun.Test) + " could not be written: ", StringComparison.Ordinal));
        Read().Outcome.ShouldBe(Outcome.Pass);
        File.Exists(folder.Tree.Trx(ScriptedRun.Test)).ShouldBeTrue();
    }

    private RunReport Read() => RunReport.FromJson(File.ReadAllText(folder.Tree.ResultsJson));
}
