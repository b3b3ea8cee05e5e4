using System.Text.Json;
using System.Xml.Linq;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

public sealed class AttemptTests : IDisposable
{
    private const string Test = ScriptedRun.Test;
    private readonly ScratchFolder scratch = new();
    private readonly ResultsFolder folder;

    public AttemptTests() => folder = ResultsFolder.Open(scratch["job"], scratch.Path, new Clock());

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void The_files_of_an_earlier_attempt_are_put_aside_whole()
    {
        var clock = new Clock();
        using (var run = new ScriptedRun(clock, ResultSinks.For(folder)))
        {
            File.WriteAllText(Made(folder.Tree.Stdout(Test, "server", "1-NetServer")), "of the first");
            run.Retried();
        }

        var aside = folder.Tree.AttemptFolder(Test, 1);
        File.ReadAllText(Path.Combine(aside, "job.log")).ShouldStartWith("ERROR: MultiNetperf, because client2 failed: ssh: connect to host h3");
        File.ReadAllText(Path.Combine(aside, "job.log")).ShouldContain("attempt 1 of 3 ended in Error: client2: ssh: connect to host h3 port 22: No route to host; again in 2 s");
        File.ReadAllText(Path.Combine(aside, "client2", "job.log")).ShouldContain("No route to host");
        var ended = RunReport.FromJson(File.ReadAllText(Path.Combine(aside, "client2", "results.json"))).Tests.ShouldHaveSingleItem();
        (ended.Attempt, ended.Outcome).ShouldBe((1, Outcome.Error));
        File.ReadAllText(Path.Combine(aside, "server", "test-results", "1-NetServer", "stdout")).ShouldBe("of the first");

        File.Exists(folder.Tree.Stdout(Test, "server", "1-NetServer")).ShouldBeFalse();
        File.ReadAllText(folder.Tree.TestLog(Test)).ShouldNotContain("No route to host");
        File.ReadAllText(folder.Tree.TestLog(Test)).ShouldContain("MultiNetperf (attempt 2) passed");
        File.ReadAllText(folder.Tree.StreamLog(Test, "client2")).ShouldContain(", attempt 2 of 3, ");
        RunReport.FromJson(File.ReadAllText(folder.Tree.StreamResultsJson(Test, "client2"))).Tests[0].EarlierAttempts.ShouldHaveSingleItem().Streams.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Error);
        File.ReadAllText(folder.Tree.JobLog).ShouldContain("No route to host");
        folder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Each_of_several_attempts_has_its_folder()
    {
        using (var run = new ScriptedRun(new Clock(), ResultSinks.For(folder)))
        {
            run.StartJob();
            for (var attempt = 1; attempt <= 3; attempt++)
            {
                run.Send(new TestStarted { Test = Test, Suite = "S", Attempt = attempt, MostAttempts = 3, Streams = [new PlannedStream { Name = "a", Role = "a", Host = "h" }] });
                run.Send(new LogWritten { Source = LogSource.Host, Test = Test, Stream = "a", Text = FormattableString.Invariant($"words of {attempt}") });
                run.Send(new TestFinished { Test = Test, Outcome = Outcome.Error, Again = attempt < 3 });
            }
        }

        foreach (var (place, attempt) in new[] { (folder.Tree.AttemptFolder(Test, 1), 1), (folder.Tree.AttemptFolder(Test, 2), 2), (folder.Tree.TestFolder(Test), 3) })
        {
            Path.GetRelativePath(place, Directory.GetDirectories(place).Single(d => !d.Contains("attempt.", StringComparison.Ordinal) || Path.GetFileName(d) == "a")).ShouldBe("a");
            File.ReadAllLines(Path.Combine(place, "a", "job.log")).Where(l => l.Contains("words of", StringComparison.Ordinal) && l.Contains(" | ", StringComparison.Ordinal)).Select(l => l[^1..]).ShouldBe([FormattableString.Invariant($"{attempt}")]);
        }
    }

    [Fact]
    public void Every_event_of_a_later_attempt_says_so_and_no_other()
    {
        var seen = new Recorder();
        using (var run = new ScriptedRun(new Clock(), [.. ResultSinks.For(folder), seen])) run.Retried();

        var later = seen.Events.SkipWhile(e => e is not TestStarted { Attempt: 2 }).Where(e => e.OfTest == Test).ToArray();
        later.Length.ShouldBeGreaterThan(20);
        later.ShouldAllBe(e => e.Attempt == 2);
        seen.Events.Where(e => !later.Contains(e)).ShouldAllBe(e => e.Attempt == 1);
        var lines = File.ReadAllLines(folder.Tree.EventsFile);
        lines.Count(l => l.Contains("\"attempt\":2", StringComparison.Ordinal)).ShouldBe(later.Length);
        lines.ShouldAllBe(l => !l.Contains("\"attempt\":1", StringComparison.Ordinal));
        lines.Select(l => JsonSerializer.Deserialize(l, EventJson.Default.RunEvent)!.Attempt).ShouldBe(seen.Events.Select(e => e.Attempt));
    }

    [Theory]
    [InlineData("retried", "flakyFailure", 2)]
    [InlineData("exhausted", "rerunFailure", 2)]
    public void JUnit_has_an_element_for_each_case_that_failed_before(string kind, string element, int count)
    {
        var cases = ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Descendants("testcase").ToArray();
        var earlier = cases.Elements(element).ToArray();
        earlier.Length.ShouldBe(count);
        earlier.Select(e => e.Parent!.Attribute("name")!.Value).ShouldBe(["MultiNetperf", "client2"]);
        earlier.ShouldAllBe(e => e.Attribute("type")!.Value == "infrastructure" && e.Element("stackTrace")!.Value.StartsWith(e.Attribute("message")!.Value));
        cases.Elements("flakyFailure").Concat(cases.Elements("rerunFailure")).Count().ShouldBe(count);
    }

    private sealed class Recorder : IEventSink
    {
        public List<RunEvent> Events { get; } = [];

        public void OnEvent(RunEvent runEvent) => Events.Add(runEvent);

        public void Dispose()
        {
        }
    }

    private static string Made(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }
}
