using System.Text.Json;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLibTests.Results;

public sealed class EventsFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Holds_every_event_in_order_though_the_run_is_killed()
    {
        var seen = new Recorder();
        var folder = ResultsFolder.Open(scratch["job"], scratch.Path);
        var sinks = ResultSinks.For(folder);
        using var run = new ScriptedRun(new Clock(), [.. sinks, seen]);
        run.Failing();

        var lines = File.ReadAllLines(folder.Tree.EventsFile);
        lines[0].ShouldBe(
            """{"event":"job-started","job":"job-2026-11-22T10.15-3f2a91c","controller":"ci-runner","version":"0.1.0","results":"/home/ci/lab/results/job-2026-11-22T10.15-3f2a91c","time":"2026-11-22T10:15:00.01+00:00"}""");
        lines.ShouldContain(l => l.Contains("\"event\":\"nested-finished\"") && l.Contains("\"outcome\":\"fail\"") && l.Contains("\"exitStatus\":1"));
        var read = lines.Select(l => JsonSerializer.Deserialize(l, EventJson.Default.RunEvent)!).ToArray();
        read.Select(e => e.GetType()).ShouldBe(seen.Events.Select(e => e.GetType()));
        read.OfType<OutputWritten>().ShouldBe(seen.Events.OfType<OutputWritten>());
        read.OfType<NestedFinished>().ShouldBe(seen.Events.OfType<NestedFinished>());
    }

    [Fact]
    public void Events_that_come_together_are_there_when_the_last_has_come_and_none_is_lost_at_the_end()
    {
        var folder = ResultsFolder.Open(scratch["job"], scratch.Path);
        using var hub = new EventHub(ResultSinks.For(folder));
        string[] Texts() => [.. File.ReadAllLines(folder.Tree.EventsFile).Select(l => JsonSerializer.Deserialize(l, EventJson.Default.RunEvent)!).OfType<OutputWritten>().Select(e => e.Text)];
        void Send(int number) => hub.Send(new OutputWritten { Test = "T", Stream = "one", Nested = "1-n", Text = $"{number}" });

        Send(0);
        using (hub.Together())
        {
            for (var i = 1; i <= 2000; i++) Send(i);
        }

        Texts().ShouldBe(Enumerable.Range(0, 2001).Select(i => $"{i}"));
        Send(2001);
        Texts().Length.ShouldBe(2002);
        hub.Together();
        Send(2002);
        hub.Dispose();
        Texts().Length.ShouldBe(2003);
        File.ReadAllLines(folder.Tree.JobLog).Length.ShouldBe(2003);
    }

    [Fact]
    public void Takes_numbers_and_characters_that_json_has_no_place_for()
    {
        var folder = ResultsFolder.Open(scratch["job"], scratch.Path);
        using (var run = new ScriptedRun(new Clock(), ResultSinks.For(folder)))
        {
            run.Begin();
            run.Metric("client1", double.NaN);
            run.Metric("client1", double.NegativeInfinity);
            run.Output("client1", new string(['a', '\uD83D', '\0', '"', '\n', 'b']));
        }

        var events = File.ReadAllLines(folder.Tree.EventsFile).Select(l => JsonSerializer.Deserialize(l, EventJson.Default.RunEvent)!).ToArray();
        events.OfType<MetricRecorded>().Select(m => m.Value).ShouldBe([double.NaN, double.NegativeInfinity]);
        events.OfType<OutputWritten>().Last().Text.ShouldBe("a\uFFFD\0\"\nb");
        folder.Problems.ShouldBeEmpty();
    }

    private sealed class Recorder : IEventSink
    {
        public List<RunEvent> Events { get; } = [];

        public void OnEvent(RunEvent runEvent) => Events.Add(runEvent);

        public void Dispose()
        {
        }
    }
}
