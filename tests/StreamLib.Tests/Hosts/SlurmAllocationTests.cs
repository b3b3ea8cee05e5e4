using System.Collections.Concurrent;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Jobs;

namespace StreamLibTests.Hosts;

/// <summary>Allocations that a run asks for: waited for, shown, and given back in every ending.</summary>
[Collection(SlurmCollection.Name)]
public sealed class SlurmAllocationTests(SlurmLab slurm) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> said = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HostOptions Options => TestShells.Quick with { Job = "queue", ConnectTimeout = TimeSpan.FromSeconds(20), Log = line => said.Enqueue(line.Text) };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await slurm.NothingIsLeftAsync(CancellationToken.None);

    [Fact(Timeout = 60_000)]
    public async Task While_others_hold_the_nodes_it_is_queued_which_is_shown_with_every_reason()
    {
        var other = await slurm.TakeAsync(3, Ct);
        var opening = HostGroup.OpenAsync("slurm:nodes=2,partition=all,time=10", Options, Ct);
        try
        {
            await SaidAsync(" is queued: Resources (0 s so far)");
            var queued = said.Single(s => s.Contains("queued: Resources", StringComparison.Ordinal)).Split(' ')[2];
            (await slurm.Lab.SlurmAsync(["scontrol", "hold", queued], Ct)).EnsureSuccess();
            await SaidAsync($"Slurm job {queued} is queued: JobHeld");
            (await slurm.Lab.SlurmAsync(["scontrol", "release", queued], Ct)).EnsureSuccess();
        }
        finally
        {
            await slurm.EndAsync(other);
        }

        await using (var hosts = await opening)
        {
            hosts.Hosts.Count.ShouldBe(2);
            said.ShouldContain(s => s.Contains(" has the nodes h1, h2, after ", StringComparison.Ordinal) && s.EndsWith(" s in the queue", StringComparison.Ordinal));
            (await slurm.JobsAsync(Ct)).ShouldHaveSingleItem().ShouldStartWith("streamlib-queue-");
        }

        said.ShouldContain(s => s.EndsWith(" is given back", StringComparison.Ordinal));
        await StreamLibTesting.Eventually.Passes(async () => (await slurm.JobsAsync(Ct)).ShouldNotContain(j => j.EndsWith("RUNNING", StringComparison.Ordinal)), cancellationToken: Ct);
    }

    [Fact(Timeout = 60_000)]
    public async Task Whoever_waits_no_longer_leaves_the_queue()
    {
        var other = await slurm.TakeAsync(3, Ct);
        try
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var cancelled = HostGroup.OpenAsync("slurm:nodes=1", Options, cancel.Token);
            await SaidAsync(" is queued: Resources");
            await cancel.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(cancelled);

            var late = await Should.ThrowAsync<HostException>(() => HostGroup.OpenAsync("slurm:nodes=1", Options with { WaitForHosts = TimeSpan.FromSeconds(1) }, Ct));
            late.Code.ShouldBe("SL2020");
            late.Message.ShouldContain("none was free within 1 s (--wait-for-hosts); job ");
            late.Message.ShouldContain(" was queued: Resources.");
            await StreamLibTesting.Eventually.Passes(async () => (await slurm.JobsAsync(Ct)).ShouldBe(["other RUNNING"]), cancellationToken: Ct);
        }
        finally
        {
            await slurm.EndAsync(other);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_Slurm_refuses_is_said_in_its_words_and_what_was_given_beside_it_is_given_back()
    {
        var error = await Should.ThrowAsync<HostException>(() => HostGroup.OpenAsync("slurm:nodes=1,time=5;x=slurm:nodes=1,partition=none", Options, Ct));

        error.Message.ShouldBe(
            "Host x (slurm:nodes=1,partition=none): Slurm gave no nodes: salloc: error: invalid partition specified: none; "
            + "salloc: error: Job submit/allocate failed: Invalid partition name specified. Look at sinfo and squeue, and check the options.");
        (await Should.ThrowAsync<HostException>(() => HostGroup.OpenAsync("slurm:nodez=1", Options, Ct))).Message.ShouldContain("salloc: unrecognized option '--nodez=1'");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("stream-sync barrier met >/dev/null && hostname", Outcome.Pass, 60)]
    [InlineData("exit 3", Outcome.Fail, 60)]
    [InlineData("sleep 7911", Outcome.Fail, 2)]
    public async Task It_is_given_back_when_a_test_ends(string line, Outcome outcome, double timeout)
    {
        var plan = Plan.Named("Placed").Stream("server", s => s.Run("one", line)).Stream("client", s => s.Run("two", line) with { Count = StreamCount.Remaining });

        var job = await TestJob.RunAsync(plan, o => o with { Hosts = "slurm:nodes=3,time=5", Timeout = TimeSpan.FromSeconds(timeout) });

        job.Result.Outcome.ShouldBe(outcome);
        job.Events.OfType<TestStarted>().Single().Streams.Select(s => $"{s.Name} on {s.Host}").ShouldBe(["server on h1", "client1 on h2", "client2 on h3"]);
        if (outcome == Outcome.Pass) job.Output("client2/1-two").ShouldBe(["h3"]);
        job.File("job.log").ShouldContain(" is given back");
        (await slurm.JobsAsync(Ct)).ShouldNotContain(j => j.EndsWith("RUNNING", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_is_cancelled_in_the_queue_is_cancelled_in_its_results()
    {
        var other = await slurm.TakeAsync(3, Ct);
        try
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var job = new TestJob();
            var running = job.StartAsync(Plan.Named("Queued").Stream("one", s => s.Run("never", "true")), o => o with { Hosts = "slurm:nodes=1" }, cancel.Token);
            await job.EventAsync<LogWritten>(l => l.Text.Contains(" is queued: Resources", StringComparison.Ordinal) && l.Level == LogLevel.Info);
            await cancel.CancelAsync();
            await running;

            job.Result.Outcome.ShouldBe(Outcome.Cancelled);
            job.Stream("one").Outcome.ShouldBe(Outcome.Cancelled);
            (await slurm.JobsAsync(Ct)).ShouldBe(["other RUNNING"]);
        }
        finally
        {
            await slurm.EndAsync(other);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_allocation_that_somebody_cancels_is_an_error_and_no_failure_of_a_test()
    {
        var job = new TestJob();
        var running = job.StartAsync(Plan.Named("Lost").Stream("one", s => s.Run("long", "trap 'exit 1' TERM; echo ready; while :; do sleep 0.1; done")), o => o with { Hosts = "slurm:nodes=1" }, Ct);
        await job.EventAsync<OutputWritten>(o => o.Text == "ready");

        (await slurm.Lab.SlurmAsync(["scancel", "--user=root"], Ct)).EnsureSuccess();
        await running;

        job.Result.Outcome.ShouldBe(Outcome.Error);
        job.Nested("one/1-long").Outcome.ShouldBe(Outcome.Error);
        job.Nested("one/1-long").Message.ShouldContain("CANCELLED");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_allocation_whose_time_is_over_is_an_error_that_says_so()
    {
        var job = new TestJob();
        var running = job.StartAsync(Plan.Named("Late").Stream("one", s => s.Run("long", "trap 'exit 1' TERM; echo $SLURM_JOB_ID; while :; do sleep 0.1; done")), o => o with { Hosts = "slurm:nodes=1,time=1" }, Ct);
        var number = (await job.EventAsync<OutputWritten>(_ => true)).Text;

        // Slurm looks at times every 30 s, whatever its settings are.
        (await slurm.Lab.SlurmAsync(["scontrol", "update", $"JobId={number}", "EndTime=now+1second"], Ct)).EnsureSuccess();
        await running;

        job.Result.Outcome.ShouldBe(Outcome.Error);
        job.Nested("one/1-long").Outcome.ShouldBe(Outcome.Error);
        job.Nested("one/1-long").Message.ShouldStartWith($"Host h1 (slurm:job={number},node=h1) was lost: ");
        job.Nested("one/1-long").Message.ShouldContain(" due to", Case.Insensitive);
        job.Nested("one/1-long").Message.ShouldEndWith(". Ask for a longer allocation, as in time=60 (minutes).");
        job.File("job.log").ShouldContain($"Slurm job {number} is given back");
    }

    [Fact(Timeout = 60_000)]
    public async Task When_the_controller_is_killed_the_nodes_clear_up_before_they_are_given_back()
    {
        var (controller, folder) = await TestController.StartAsync("slurm:nodes=1,time=5", "trap '' TERM; sleep 7913", "");
        using (controller)
        {
            try
            {
                (await slurm.Lab.ExecAsync("h1", ["sh", "-c", $"printf '# undo\ntrap \"\" TERM; sleep 1; squeue --noheader --format=%%T >/tmp/undone' >{folder}/ends/000001"], Ct)).EnsureSuccess();
            }
            finally
            {
                controller.Kill();
            }

            await slurm.NothingIsLeftAsync(Ct);
            (await slurm.Lab.ExecAsync("h1", ["sh", "-c", $"cat /tmp/undone; ls -d {folder}"], Ct)).Output.ShouldBe("RUNNING\n");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_few_nodes_are_a_plan_error_before_any_is_asked_for()
    {
        var plan = Plan.Named("Many").Stream("one", s => s.Run("a", "true")).Stream("two", s => s.Run("b", "true"));

        (await Should.ThrowAsync<PlanException>(() => TestJob.RunAsync(plan, o => o with { Hosts = "slurm:nodes=1" }))).Code.ShouldBe("SL1030");
        (await Should.ThrowAsync<PlanException>(() => TestJob.RunAsync(plan, o => o with { Hosts = "slurm:" }))).Text.ShouldBe(
            "error SL1107: 'slurm:' takes the nodes of the allocation that this runs in, but it runs in none: SLURM_JOB_ID is not set. "
            + "Start it in one, as in salloc -N4 COMMAND, or let it ask for one: slurm:nodes=4,partition=NAME,time=10.");
    }

    private Task SaidAsync(string text) => Eventually.IsTrueAsync(() => said.Any(s => s.Contains(text, StringComparison.Ordinal)), $"'{text}' was said");
}
