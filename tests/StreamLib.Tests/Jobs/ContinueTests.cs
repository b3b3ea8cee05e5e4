using System.Text.Json;
using System.Xml.Linq;
using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>Streams whose failure lets the others go on.</summary>
public class ContinueTests
{
    [Fact(Timeout = 120_000)]
    public async Task Twelve_streams_of_which_one_fails_still_give_eleven_results()
    {
        var job = await TestJob.RunAsync(Plan.Named("Twelve")
            .Role("client", 12, s => s
                .Run("work", "case $STREAMLIB_STREAM in client3) echo no link >&2; exit 7;; esac")
                .Barrier("worked")
                .Run("report", "echo \"{\\\"type\\\":\\\"metric\\\",\\\"name\\\":\\\"rate\\\",\\\"value\\\":5}\" >>$STREAMLIB_OUTPUT/events.jsonl")) with
        { OnFail = FailureMode.Continue });

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        var others = Enumerable.Range(1, 12).Where(i => i != 3).Select(i => $"client{i}").ToArray();
        foreach (var other in others)
        {
            job.Stream(other).Outcome.ShouldBe(Outcome.Pass);
            job.Nested($"{other}/2-worked").Outcome.ShouldBe(Outcome.Pass);
        }

        const string Because = "1 of 12 streams failed: client3, because client3/1-work failed: exit status 7: no link";
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe(Because);

        var cases = XDocument.Parse(job.File("TEST-Twelve.xml")).Descendants("testcase").ToList();
        cases.Count(c => c.Element("failure") is not null).ShouldBe(3);
        cases.Where(c => c.Element("skipped") is not null).Select(c => (string)c.Attribute("classname")!).ShouldAllBe(c => c == "Streams.Twelve.client3");
        cases.Single(c => (string)c.Attribute("name")! == "Twelve").Element("failure")!.Attribute("message")!.Value.ShouldBe(Because);
        foreach (var other in others) cases.Count(c => (string)c.Attribute("classname")! == $"Streams.Twelve.{other}" && !c.Elements().Any(e => e.Name != "system-out")).ShouldBe(3);

        var trx = XDocument.Parse(job.File("Twelve.trx")).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").GroupBy(e => (string)e.Attribute("outcome")!).ToDictionary(g => g.Key, g => g.Count());
        trx["Failed"].ShouldBe(3);
        trx["Passed"].ShouldBe(11 * 4);
        trx["NotExecuted"].ShouldBe(2);

        using var json = JsonDocument.Parse(job.File("results.json"));
        var test = json.RootElement.GetProperty("tests")[0];
        test.GetProperty("otherCauses").GetArrayLength().ShouldBe(0);
        test.GetProperty("streams").EnumerateArray().Count(s => s.GetProperty("outcome").GetString() == "pass" && s.GetProperty("nested")[2].GetProperty("metrics").GetArrayLength() == 1).ShouldBe(11);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_failed_stream_leaves_the_barriers_and_all_causes_are_told()
    {
        var job = await TestJob.RunAsync(Plan.Named("Two")
            .Role("w", 4, s => s.Run("one", "case $STREAMLIB_STREAM in w1) echo sad >&2; exit 7;; esac").Barrier("first")
                .Run("two", "case $STREAMLIB_STREAM in w2) exit 8;; esac").Barrier("second", "role:w")) with
        { OnFail = FailureMode.Continue });

        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("2 of 4 streams failed: w1, w2, because w1/1-one failed: exit status 7: sad");
        job.Events.OfType<RootCauseFound>().Select(e => e.Stream).ShouldBe(["w1", "w2"]);
        job.Nested("w3/4-second").Outcome.ShouldBe(Outcome.Pass);
        job.Result.Report.Tests[0].OtherCauses.Select(c => $"{c.Stream}/{c.Nested}: {c.Reason}").ShouldBe(["w2/3-two: exit status 8"]);
        var block = Should.Throw<TestException>(job.Result.EnsurePassed).Message;
        block.ShouldStartWith("FAILED: Two, because w1/1-one failed: exit status 7: sad\n  it ran: ");
        block.ShouldContain("\n  also, and not because of that: w2/3-two failed: exit status 8\n  it ran: ");
        System.Text.RegularExpressions.Regex.Count(block, "\n  by hand: ").ShouldBe(1);
        job.File("job.log").ShouldStartWith("FAILED: Two, because w1/1-one failed: exit status 7: sad\n");
        job.File("Two.trx").ShouldContain("Two failed: 2 of 4 streams failed: w1, w2, because w1/1-one failed: exit status 7: sad");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_needs_a_failed_step_is_cut_off_and_no_cause_of_its_own()
    {
        var job = await TestJob.RunAsync(Plan.Named("Needs")
            .Stream("server", s => s.Start("serve", "echo up; until [ -e go ]; do sleep 0.05; done; exit 9", step => step with { Ready = "output up" }).Run("last", ": >last; until [ -e never ]; do sleep 0.05; done"))
            .Stream("client", s => s.Run("ask", "until [ -e last ]; do sleep 0.05; done; : >go; exec sleep 600", step => step with { Needs = ["server/serve"] }).Run("more", "true"))
            .Stream("late", s => s.Run("wait", "true", step => step with { Needs = ["server/last"] }))
            .Stream("free", s => s.Run("work", "true", step => step with { Needs = ["server/serve"] }).Barrier("over").Run("report", "true")) with
        { OnFail = FailureMode.Continue });

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["server/1-serve"]);
        job.Nested("server/2-last").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("client/1-ask").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("client/1-ask").Message.ShouldStartWith("cut off because it needs server/serve, which failed: ended before it was stopped: exit status 9");
        job.Stream("client").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("late/1-wait").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("late/1-wait").Message.ShouldStartWith("cut off because it needs server/last, which ");
        job.Nested("free/3-report").Outcome.ShouldBe(Outcome.Pass, job.File("job.log"));
        job.Events.OfType<TestFinished>().Single().Message.ShouldStartWith("1 of 4 streams failed: server, because server/1-serve failed: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_waits_at_a_barrier_of_a_number_that_can_no_longer_fill_is_released_at_once()
    {
        var job = await TestJob.RunAsync(Plan.Named("Number")
            .Stream("a", s => s.Run("work", "exit 7").Barrier("three", "3") with { OnFail = FailureMode.Continue })
            .Stream("b", s => s.Barrier("three", "3"))
            .Stream("c", s => s.Run("meet", "stream-sync barrier three 3")));

        job.Events.OfType<RootCauseFound>().Count().ShouldBe(1, job.File("job.log"));
        foreach (var party in (string[])["b/1-three", "c/1-meet"])
        {
            job.Nested(party).Outcome.ShouldBe(Outcome.Aborted);
            job.Nested(party).Message.ShouldStartWith("cut off because a/1-work failed: exit status 7; ");
        }

        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("1 of 3 streams failed: a, because a/1-work failed: exit status 7");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Also_when_those_who_wait_have_more_to_do(bool inCommand, bool meetsLater)
    {
        TestStream Meets(TestStream s) => inCommand ? s.Run("b", "stream-sync barrier b 3") : s.Barrier("b", "3");
        TestStream Ends(TestStream s) => meetsLater ? s.Barrier("fin") : s;
        var plan = Plan.Named("More").Role("n", 3, s => Ends(Meets(s.Run("a", "test $STREAMLIB_STREAM != n2")).Run("c", "echo")));
        if (meetsLater) plan = plan.Stream("x", s => s.Barrier("fin").Run("c", "echo"));
        var job = await TestJob.RunAsync(plan with { OnFail = FailureMode.Continue }, o => o with { Timeout = TimeSpan.FromSeconds(20) });

        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["n2/1-a"], job.File("job.log"));
        foreach (var party in (string[])["n1/2-b", "n3/2-b"])
        {
            job.Nested(party).Outcome.ShouldBe(Outcome.Aborted);
            job.Nested(party).Message.ShouldStartWith("cut off because n2/1-a failed: exit status 1; barrier b can no longer fill: needs 3: ");
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData(FailureMode.Continue)]
    [InlineData(FailureMode.Abort)]
    public async Task What_cannot_be_started_again_is_the_only_cause(FailureMode mode)
    {
        var job = await TestJob.RunAsync(Plan.Named("NotAgain")
            .Stream("n", s => s.Start("svc", "[ ! -e once ] || exit 7; : >once; echo up; exec sleep 600", step => step with { Ready = "output up" }))
            .Stream("c", s => s.Kill("k", "n/svc", step => step with { Needs = ["n/svc"] }).Restart("r", "n/svc").Run("more", "true"))
            .Stream("free", s => s.Run("work", mode == FailureMode.Abort ? "exec sleep 600" : "true").Barrier("over")) with
        { OnFail = mode });

        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["n/1-svc.2"], job.File("job.log"));
        job.Nested("c/2-r").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("c/2-r").Message.ShouldStartWith(mode == FailureMode.Abort
            ? "cut off because n/1-svc.2 failed: "
            : "cut off because it needs n/svc, which failed: ended before it was stopped: exit status 7");
        if (mode == FailureMode.Continue) job.Nested("free/2-over").Outcome.ShouldBe(Outcome.Pass);
        job.Events.OfType<TestFinished>().Single().Message.ShouldStartWith("1 of 3 streams failed: n, because n/1-svc.2 failed: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_not_started_again_because_its_stream_has_failed_is_no_cause_of_its_own()
    {
        var job = await TestJob.RunAsync(Plan.Named("Over")
            .Stream("node", s => s.Start("svc", "exec sleep 600").Run("f", "exit 7") with { OnFail = FailureMode.Continue })
            .Stream("chaos", s => s.Run("wait", "until [ -e failed ]; do sleep 0.05; done", step => step with { Needs = ["node/svc"] }).Kill("k", "node/svc").Restart("r", "node/svc").Run("more", "true")) with
        { OnFailure = [": >failed"] });

        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["node/2-f"], job.File("job.log"));
        job.Nested("chaos/2-k").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("chaos/3-r").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("chaos/3-r").Message.ShouldStartWith("cut off because it needs node/svc, which was cut off: cut off because node/2-f failed: exit status 7");
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("1 of 2 streams failed: node, because node/2-f failed: exit status 7");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_failure_before_a_cancellation_decides()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var job = new TestJob();
        var running = job.StartAsync(
            Plan.Named("Cancelled").Stream("main", s => s.Run("wait", "exec sleep 600")).Stream("bad", s => s.Run("fail", "exit 3")) with { OnFail = FailureMode.Continue }, null, cancel.Token);
        await job.EventAsync<RootCauseFound>(_ => true);
        await job.EventAsync<NestedStarted>(e => e.Stream == "main");
        await cancel.CancelAsync();
        await running;

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("main/1-wait").Outcome.ShouldBe(Outcome.Cancelled);
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("1 of 2 streams failed: bad, because bad/1-fail failed: exit status 3");
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_background_steps_stop_when_nobody_needs_them_and_after_its_evidence()
    {
        var job = await TestJob.RunAsync(Plan.Named("Serves")
            .Stream("server", s => s.Start("serve", "echo $$ >pid; exec sleep 600", step => step with { Ready = "file pid" }).Run("check", "exit 7") with
            { OnFail = FailureMode.Continue })
            .Stream("client", s => s.Run("use", "until [ -e seen ]; do sleep 0.05; done; kill -0 $(cat pid)", step => step with { Needs = ["server/serve"] })) with
        { OnFailure = ["kill -0 $(cat pid) && echo serves; : >seen"] });

        job.Nested("client/1-use").Outcome.ShouldBe(Outcome.Pass, job.File("job.log"));
        job.Nested("server/1-serve").Outcome.ShouldBe(Outcome.Pass);
        job.File("test-results/Serves/server/diagnostics/1-kill.txt").ShouldEndWith("\nserves\n");
        Directory.Exists(Path.Combine(job.Result.ResultsDirectory, "test-results/Serves/client/diagnostics")).ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_kept_for_a_person_is_kept_of_that_stream_and_takes_no_time_of_the_test()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Kept")
                .Stream("server", s => s.Start("serve", "exec sleep 600").Run("check", "exit 7"))
                .Stream("client", s => s.Run("use", "true")) with
            { OnFail = FailureMode.Continue },
            o => o with { Keep = TimeSpan.FromSeconds(9), Timeout = TimeSpan.FromSeconds(8) });

        job.Events.OfType<RootCauseFound>().Count().ShouldBe(1, job.File("job.log"));
        job.Events.OfType<LogWritten>().ShouldContain(e => e.Text.StartsWith("what runs of server stays up for 0.2 min (--keep)", StringComparison.Ordinal));
        (job.Events.OfType<NestedFinished>().Single(e => e.Nested == "1-serve").Time - job.Events.OfType<RootCauseFound>().Single().Time).ShouldBeGreaterThan(TimeSpan.FromSeconds(8.5));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_is_lost_ends_its_stream_alone()
    {
        var pids = Path.Combine(TemporaryFolder.Make(), "pids");
        var job = await TestJob.RunAsync(
            Plan.Named("Lost")
                .Stream("far", s => s.Run("long", $": >{pids}.up; exec sleep 600").Barrier("over") with { Host = "far" })
                .Stream("near", s => s.Run("cut", $"until [ -e {pids}.up ]; do sleep 0.05; done; kill -KILL $(cat {pids}) || true").Barrier("over").Run("report", "true") with { Host = "near" }) with
            { OnFail = FailureMode.Continue },
            o => o with { Hosts = $"far=exec:sh -c 'echo $$ >>{pids}; exec \"$@\"' wrap,near=local:" });

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Nested("far/1-long").Outcome.ShouldBe(Outcome.Error);
        job.Nested("near/3-report").Outcome.ShouldBe(Outcome.Pass);
        job.Events.OfType<TestFinished>().Single().Message.ShouldStartWith("1 of 2 streams failed: far, because far/1-long failed: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_timeout_of_a_step_is_such_a_failure_and_one_of_the_test_ends_all()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Late")
                .Stream("a", s => s.Run("slow", "exec sleep 600", step => step with { Timeout = TimeSpan.FromSeconds(1) }))
                .Stream("b", s => s.Run("long", "exec sleep 600")) with
            { OnFail = FailureMode.Continue },
            o => o with { Timeout = TimeSpan.FromSeconds(8) });

        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["a/1-slow", "/"], job.File("job.log"));
        job.Nested("b/1-long").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("b/1-long").Message.ShouldStartWith("cut off because Late failed: took longer than its Timeout of 8 s");
        job.Events.OfType<TestFinished>().Single().Message.ShouldStartWith("1 of 2 streams failed: a, because a/1-slow failed: took longer");
    }

    [Fact(Timeout = 60_000)]
    public async Task One_that_says_abort_ends_the_test_all_the_same()
    {
        var job = await TestJob.RunAsync(Plan.Named("Mixed")
            .Stream("a", s => s.Run("work", "exit 7"))
            .Stream("b", s => s.Run("long", "exec sleep 600") with { OnFail = FailureMode.Continue }) with
        { OnFail = FailureMode.Abort });

        job.Nested("b/1-long").Message.ShouldBe("cut off because a/1-work failed: exit status 7");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_in_code_whose_streams_go_on_has_one_cause()
    {
        var job = new TestJob();
        var result = await Job.RunAsync(new Code(), new JobOptions { WorkingDirectory = job.Home, Sinks = [job], Hosts = "" }, TestContext.Current.CancellationToken);

        result.ExitCode.ShouldBe(1);
        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}").ShouldBe(["w2/1-work"]);
        job.Events.OfType<NestedFinished>().OrderBy(e => e.Stream).Select(e => $"{e.Stream} {e.Outcome}").ShouldBe(["w1 Pass", "w2 Fail", "w3 Pass"]);
        job.Events.OfType<TestFinished>().Single().Message.ShouldBe("1 of 3 streams failed: w2, because w2/1-work failed: exit status 7");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_waits_for_a_number_in_a_test_in_code_is_released_when_it_says_that_all_have_started(bool seals)
    {
        var job = new TestJob();
        await job.StartAsync(new Numbered { Home = job.Home, Seals = seals }, o => o with { Timeout = TimeSpan.FromSeconds(seals ? 30 : 10) }, TestContext.Current.CancellationToken);

        var causes = job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}: {e.Reason}").ToArray();
        causes[0].ShouldBe("w2/1-work: exit status 7", job.File("job.log"));
        if (seals)
        {
            causes.Length.ShouldBe(1);
            job.Nested("w1/1-work").Message.ShouldStartWith("cut off because w2/1-work failed: exit status 7; barrier met can no longer fill");
        }
        else
        {
            causes[1].ShouldStartWith("/: took longer than its Timeout of 10 s (option --timeout); not over: w1 (");
            causes[1].ShouldEndWith("is let go at once only after Seal() of the streams, which says that all have been started");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_streams_may_be_sealed_as_soon_as_all_have_been_called()
    {
        var job = new TestJob();
        await job.StartAsync(new SealedAtOnce(), null, TestContext.Current.CancellationToken);

        job.Events.OfType<RootCauseFound>().Select(e => $"{e.Stream}/{e.Nested}: {e.Reason}").ShouldBe(["w2/1-work: exit status 7"], job.File("job.log"));
        foreach (var waiting in new[] { "w1/1-work", "w3/1-work" }) job.Nested(waiting).Message.ShouldStartWith("cut off because w2/1-work failed: exit status 7; barrier met can no longer fill");
    }

    private sealed class SealedAtOnce : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Role("w", 3) with { OnFail = FailureMode.Continue };

        protected override async Task Test(StreamSet streams)
        {
            var all = streams.Select(stream => stream.Run("work", "case $STREAMLIB_STREAM in w2) exit 7;; esac; stream-sync barrier met 3")).ToArray();
            streams.Seal();
            await Task.WhenAll(all);
        }
    }

    private sealed class Numbered : MultiStreamTest
    {
        public required string Home { get; init; }

        public bool Seals { get; init; }

        protected override Plan Streams(Plan plan) => plan.Role("w", 3) with { OnFail = FailureMode.Continue };

        protected override async Task Test(StreamSet streams)
        {
            var work = new Step { Name = "work", MayEnd = true, Action = new StepAction.Command("case $STREAMLIB_STREAM in w2) until [ -e all ]; do sleep 0.05; done; exit 7;; esac; stream-sync barrier met 3") };
            var all = await Task.WhenAll(streams.Select(stream => stream.StartAsync(work)));
            if (Seals) streams.Seal();
            await File.WriteAllTextAsync(Path.Combine(Home, "all"), "");
            await Task.WhenAll(all.Select(one => one.WaitAsync()));
        }
    }

    private sealed class Code : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Role("w", 3) with { OnFail = FailureMode.Continue };

        protected override Task Test(StreamSet streams) => Task.WhenAll(streams.Select(async stream =>
        {
            await stream.Run("work", "case $STREAMLIB_STREAM in w2) : >gone; exit 7;; esac; until [ -e gone ]; do sleep 0.05; done; stream-sync barrier met");
        }));
    }
}
