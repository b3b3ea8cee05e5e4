using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLibTests.Results;

public sealed class JobLogsTests : IDisposable
{
    private const string Test = ScriptedRun.Test;
    private readonly ScratchFolder scratch = new();
    private readonly ResultsFolder folder;

    public JobLogsTests() => folder = ResultsFolder.Open(scratch["job"], scratch.Path, new Clock());

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("passing")]
    [InlineData("failing")]
    [InlineData("killed")]
    public void The_log_of_the_only_test_is_the_log_of_the_job(string kind)
    {
        Play(run => RenderedResultsTests.Play(run, kind));
        File.ReadAllText(folder.Tree.TestLog(Test)).ShouldBe(File.ReadAllText(folder.Tree.JobLog));
    }

    [Fact]
    public void Lines_are_in_the_file_as_soon_as_they_are_said()
    {
        using var run = new ScriptedRun(new Clock(), ResultSinks.For(folder));
        run.Begin();
        run.Output("client2", "the last word");
        foreach (var log in new[] { folder.Tree.JobLog, folder.Tree.TestLog(Test), folder.Tree.StreamLog(Test, "client2") })
        {
            File.ReadLines(log).Last().ShouldBe("10:15:00.510 client2  | the last word");
        }

        File.ReadAllText(folder.Tree.StreamLog(Test, "client1")).ShouldNotContain("the last word");
    }

    [Fact]
    public void A_failure_block_holds_the_last_20_lines_of_every_stream_when_the_cause_was_known()
    {
        Play(run =>
        {
            run.Begin();
            for (var i = 1; i <= 30; i++) run.Output("client1", FormattableString.Invariant($"line {i}"));
            run.Send(new RootCauseFound { Test = Test, Stream = "client2", Nested = "1-NetPerf", Reason = "exit 1" });
            run.Output("client1", "too late");
            run.End(Outcome.Fail);
        });
        var block = Block(folder.Tree.JobLog);
        block[0].ShouldBe("FAILED: MultiNetperf, because client2/1-NetPerf failed: exit 1");
        var lines = block.SkipWhile(l => l != "--- client1 on h2: aborted").Skip(1).TakeWhile(l => l.Length > 0).Select(l => l[17..]).ToArray();
        lines.ShouldBe(Enumerable.Range(11, 20).Select(i => FormattableString.Invariant($"line {i}")));
    }

    [Fact]
    public void A_failure_without_a_root_cause_gets_one_from_the_first_failure()
    {
        Play(run =>
        {
            run.Begin();
            run.End("client1", "1-NetPerf", Outcome.Fail, "exit 7", exit: 7);
            run.End("client1", Outcome.Fail, "1-NetPerf failed: exit 7");
            run.End("client2", "1-NetPerf", Outcome.Error, "lost h3");
            run.End("client2", Outcome.Error, "lost h3");
            run.End(Outcome.Fail, "two streams failed");
        });
        var block = Block(folder.Tree.JobLog);
        block[0].ShouldBe("FAILED: MultiNetperf, because client1/1-NetPerf failed: exit 7");
        block[1].ShouldBe("  also: client2/1-NetPerf failed: lost h3");
    }

    [Fact]
    public void A_stack_trace_stands_in_the_log_and_the_block_but_output_is_not_repeated()
    {
        Play(run =>
        {
            run.Begin();
            run.Output("client1", "\e[31mlast words\e[0m");
            run.End("client1", "1-NetPerf", Outcome.Fail, "no result", "last words");
            run.End("client2", "1-NetPerf", Outcome.Fail, "NullReferenceException", "   at NetPerf.Test()\n   at Main()");
            run.Send(new RootCauseFound { Test = Test, Stream = "client2", Nested = "1-NetPerf", Reason = "NullReferenceException" });
            run.End(Outcome.Fail);
        });
        var log = File.ReadAllText(folder.Tree.JobLog);
        log.Split("last words").Length.ShouldBe(3, "once in the log, once in the tail of client1");
        log.ShouldContain("client2  |        at NetPerf.Test()\n");
        Block(folder.Tree.JobLog).ShouldContain("     at NetPerf.Test()");
    }

    [Fact]
    public void A_line_names_its_nested_test_when_several_run_in_the_stream()
    {
        Play(run =>
        {
            run.Begin();
            run.Output("server", "alone");
            run.Send(new NestedStarted { Test = Test, Stream = "server", Nested = "2-Load", Name = "Load", Command = "stress", Background = true });
            run.Output("server", "together");
            run.End("server", "2-Load", Outcome.Pass);
            run.Output("server", "alone again");
        });
        var lines = File.ReadLines(folder.Tree.StreamLog(Test, "server")).TakeLast(5).Select(l => l[(l.IndexOf('|') + 2)..]);
        lines.ShouldBe(["alone", "2-Load starts in the background: stress", "1-NetServer: together", "2-Load passed in 0.0 s", "alone again"]);
    }

    [Fact]
    public void A_passing_run_has_no_block()
    {
        Play(run => run.Passing());
        File.ReadLines(folder.Tree.JobLog).First().ShouldStartWith("10:15:00.010 job      | job-2026-11-22T10.15-3f2a91c on ci-runner");
    }

    [Fact]
    public void Lines_that_belong_to_no_test_go_to_the_test_that_runs()
    {
        Play(run =>
        {
            run.Start();
            run.Send(new TestFinished { Test = Test, Outcome = Outcome.Pass });
            run.Send(new TestStarted { Test = "Second", Suite = "S" });
            run.Log(LogSource.Controller, "of the second");
        });
        File.ReadAllText(folder.Tree.TestLog("Second")).ShouldContain("of the second");
        File.ReadAllText(folder.Tree.TestLog(Test)).ShouldNotContain("of the second");
        File.ReadAllText(folder.Tree.JobLog).ShouldContain("of the second");
    }

    private static string[] Block(string log) => [.. File.ReadLines(log).TakeWhile(l => !l.StartsWith("10:15", StringComparison.Ordinal))];

    private void Play(Action<ScriptedRun> play)
    {
        using var run = new ScriptedRun(new Clock(), ResultSinks.For(folder));
        play(run);
    }
}
