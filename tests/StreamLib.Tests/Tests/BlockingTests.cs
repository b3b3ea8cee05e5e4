using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTests.Jobs;

namespace StreamLibTests.Tests;

/// <summary>C# that keeps its thread to itself is left behind when its time is over.</summary>
public sealed class BlockingTests : IDisposable
{
    private readonly ManualResetEventSlim over = new();

    public void Dispose() => over.Set();

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_blocks_fails_by_its_timeout()
    {
        var job = new TestJob();
        await job.StartAsync(new Blocks(over) { Inside = true }, null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldStartWith("took longer than its Timeout of 1 s");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_OnFailure_that_blocks_takes_no_longer_than_evidence_may()
    {
        var job = new TestJob();
        await job.StartAsync(new Blocks(over), null, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldBe("no");
        job.File("job.log").ShouldContain("OnFailure of Blocks did not end well: ");
    }

    private sealed class Blocks(ManualResetEventSlim over) : MultiStreamTest
    {
        public bool Inside { get; init; }

        protected override Plan Streams(Plan plan) => plan.Stream("a") with
        {
            Deadlines = plan.Deadlines with { Timeout = TimeSpan.FromSeconds(Inside ? 1 : 50), EvidenceTimeout = TimeSpan.FromSeconds(1) },
        };

        protected override Task Test(StreamSet streams)
        {
            if (Inside) over.Wait();
            return Inside ? Task.CompletedTask : throw new InvalidOperationException("no");
        }

        protected override Task OnFailure(StreamSet streams)
        {
            if (!Inside) over.Wait();
            return Task.CompletedTask;
        }
    }
}
