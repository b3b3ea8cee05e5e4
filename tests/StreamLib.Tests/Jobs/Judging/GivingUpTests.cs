using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Sync;
using StreamLib.Tests;

namespace StreamLibTests.Jobs;

/// <summary>Who gives up is heard, and who goes on after a broken barrier is seen: with a sync server of the job's own, and one that
/// runs elsewhere.</summary>
public sealed class GivingUpTests : IAsyncDisposable
{
    private const string GiveUp = "stream-sync fail 'the disk is bad'";
    private const string Token = "token-of-the-server";
    private readonly SyncServer server = SyncServer.Start(SyncServerOptions.Default with { Token = Token });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("", "barrier go 2", false)]
    [InlineData("; exit 7", "get never", false)]
    [InlineData("; exit 7", "barrier go 2", true)]
    [InlineData("; exec sleep 600", "barrier go 2", false)]
    [InlineData("; exec sleep 600", "reached never 1", true)]
    public async Task It_has_failed_with_its_reason_however_it_ends_and_whoever_waits(string then, string wait, bool isShared)
    {
        // One comes before it gives up and one after that.
        var plan = Plan.Named("Up")
            .Stream("a", s => s.Run("run", $"stream-sync reached waits 1; {GiveUp}; stream-sync set up yes{then}"))
            .Stream("b", s => s.Run("wait", $"stream-sync signal waits; stream-sync {wait}"))
            .Stream("c", s => s.Run("late", "while ! stream-sync get up 0; do sleep 0.05; done; stream-sync barrier go 2"));
        var job = await RunAsync(plan, isShared);

        job.Nested("a/1-run").Outcome.ShouldBe(Outcome.Fail, job.File("job.log"));
        job.Nested("a/1-run").Message.ShouldBe("gave up: the disk is bad");
        job.Nested("b/1-wait").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("c/1-late").Outcome.ShouldBe(Outcome.Aborted);
        job.Events.OfType<RootCauseFound>().Single()
            .ShouldSatisfyAllConditions(e => e.Stream.ShouldBe("a"), e => e.Reason.ShouldBe("gave up: the disk is bad"));
        job.Result.ExitCode.ShouldBe(1);
        job.File("TEST-Up.xml").ShouldContain("gave up: the disk is bad");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "", "gave up: no reason was given")]
    [InlineData("\"$(printf 'line1\\nline2\\033[31m')\"", "", "gave up: line1 line2 [31m")]
    [InlineData("\"$(printf 'bad \\200 byte')\"", "", "gave up: bad ")]
    [InlineData("\"$(head -c 100000 /dev/zero | tr '\\0' x)\"", "", "gave up: xxx")]
    [InlineData("'the disk is bad'", "STREAMLIB_SYNC=127.0.0.1:1 ", "gave up: the disk is bad")]
    public async Task Whatever_its_reason_is_and_whether_the_server_hears_of_it_it_has_failed(string reason, string before, string message)
    {
        var job = await RunAsync(Plan.Named("Up").Stream("a", s => s.Run("run", $"{before}stream-sync fail {reason}; true")));
        job.Nested("a/1-run").Outcome.ShouldBe(Outcome.Fail, job.File("job.log"));
        job.Nested("a/1-run").Message.ShouldStartWith(message);
    }

    [Fact(Timeout = 60_000)]
    public async Task In_the_background_and_alone_it_has_failed_too_and_may_be_expected_to()
    {
        var failed = await RunAsync(Plan.Named("Up")
            .Stream("a", s => s.Start("serve", $"{GiveUp}; echo up; exec sleep 600", step => step with { Ready = "output up" })
                .Run("work", "true")));
        failed.Nested("a/1-serve").Outcome.ShouldBe(Outcome.Fail, failed.File("job.log"));

        var alone = await RunAsync(Plan.Named("Up").Stream("a", s => s.Run("run", GiveUp, step => step with { Expect = "fail" })));
        alone.Nested("a/1-run").Outcome.ShouldBe(Outcome.ExpectedFailure);
        alone.Nested("a/1-run").Message.ShouldBe("gave up: the disk is bad");
        alone.Result.ExitCode.ShouldBe(0, alone.File("job.log"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_hand_it_fails_the_test_at_once(bool isShared)
    {
        var job = new TestJob();
        var plan = Plan.Named("Hand").Stream("a", s => s.Run("run", "echo up; exec sleep 600"));
        var running = job.StartAsync(plan, o => Options(o, isShared), Ct);
        await job.EventAsync<OutputWritten>(e => e.Text == "up");
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var (address, _, control) = DoorFile.Read(Directory.EnumerateFiles(job.Home, "sync.json", all).Single());
        await using (var client = await SyncClient.ConnectAsync(address, control, Ct)) await client.Fail("it is late", Ct);
        await running;

        var finished = job.Events.OfType<TestFinished>().Single();
        finished.Outcome.ShouldBe(Outcome.Fail, job.File("job.log"));
        finished.Message.ShouldContain("it was given up: it is late");
        job.Nested("a/1-run").Outcome.ShouldBe(Outcome.Aborted);
        job.Result.ExitCode.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_in_code_that_gives_up_has_failed()
    {
        var job = new TestJob();
        await job.StartAsync(new NoMore(), null, Ct);

        job.Events.OfType<TestFinished>().Single().Message.ShouldContain("it was given up: no more");
        job.Result.ExitCode.ShouldBe(1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_barrier_that_a_script_ignores_is_a_warning_in_every_report(bool isShared)
    {
        var job = await RunAsync(
            Plan.Named("Broken")
                .Stream("a", s => s.Run("first", "stream-sync barrier go 3 0.2; true")
                    .Run("late", "stream-sync barrier go 3; stream-sync barrier alone 1"))
                .Stream("b", s => s.Run("mended", "stream-sync barrier own 2 0; stream-sync reset own; stream-sync barrier own 1"))
                .Stream("c", s => s
                    .Start("serve", "echo up; stream-sync barrier own2 2 0; exec sleep 600", step => step with { Ready = "output up" })
                    .Run("work", "true")),
            isShared);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        const string Cause = "it went on although barrier go was broken: ";
        job.Nested("a/1-first").ShouldSatisfyAllConditions(e => e.Outcome.ShouldBe(Outcome.Warn), e => e.Message.ShouldStartWith(Cause));
        job.Nested("a/2-late").ShouldSatisfyAllConditions(e => e.Outcome.ShouldBe(Outcome.Warn), e => e.Message.ShouldStartWith(Cause));
        job.Nested("b/1-mended").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("c/1-serve").Outcome.ShouldBe(Outcome.Pass);
        foreach (var report in new[] { "TEST-Broken.xml", "Broken.trx", "job.log", "results.json" })
            job.File(report).ShouldContain(Cause, customMessage: report);
    }

    private Task<TestJob> RunAsync(Plan plan, bool isShared = false) => TestJob.RunAsync(plan, o => Options(o, isShared));

    private JobOptions Options(JobOptions options, bool isShared) =>
        isShared ? options with { Sync = $"{server.EndPoint}", SyncToken = Token } : options;

    private sealed class NoMore : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("a");

        protected override Task Test(StreamSet streams) => streams.Sync.Fail("no more", Ct);
    }
}
