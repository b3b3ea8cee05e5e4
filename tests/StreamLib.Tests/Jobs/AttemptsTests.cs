using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>Tests that are run again because their infrastructure failed, on a host whose launcher says that it is down for as long as a file is there.</summary>
public sealed class AttemptsTests : IDisposable
{
    private readonly TestJob job = new();

    private string Down => Path.Combine(job.Home, "down");

    public void Dispose() => ((IDisposable)job).Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_host_that_is_there_at_the_second_attempt_makes_the_test_pass()
    {
        await StartAsync(Plan.Named("Far")
            .Stream("here", s => s.Barrier("setup").Run("greet", "echo here"))
            .Stream("there", s => s.Barrier("setup").Run("greet", "echo there")), retries: 2, comesUp: true);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<TestFinished>().Select(e => (e.Attempt, e.Outcome, e.Again)).ShouldBe([(1, Outcome.Error, true), (2, Outcome.Pass, false)]);
        job.Events.OfType<HostOpened>().Where(e => e.Stream == "here").Select(e => e.Attempt).ShouldBe([1, 2]);
        job.Events.OfType<LogWritten>().ShouldContain(e => e.Text.StartsWith("attempt 1 of 3 ended in Error: ", StringComparison.Ordinal) && e.Text.Contains("the lab is down") && e.Attempt == 1);
        job.Output("there/2-greet").ShouldBe(["there"]);

        var test = job.Result.Report.Tests.ShouldHaveSingleItem();
        (test.Attempt, test.MostAttempts, test.Outcome).ShouldBe((2, 3, Outcome.Pass));
        test.EarlierAttempts.ShouldHaveSingleItem().Streams.Single(s => s.Name == "there").Message.ShouldContain("the lab is down");
        job.File("TEST-Far.xml").ShouldContain("<flakyFailure message=");
        job.File("Far.trx").ShouldContain("attempt 1 of 3: error: ");
        job.File("test-results/Far/attempt.1/there/job.log").ShouldContain("the lab is down");
        job.File("test-results/Far/attempt.1/job.log").ShouldStartWith("ERROR: Far, because there failed: ");
        job.File("test-results/Far/job.log").ShouldNotContain("the lab is down");
        job.File("test-results/Far/there/test-results/2-greet/stdout").ShouldBe("there\n");
        job.Result.Problems.ShouldBeEmpty();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_host_that_stays_away_is_an_error_after_the_last_attempt()
    {
        await StartAsync(Plan.Named("Far").Stream("here", s => s.Run("greet", "echo here")).Stream("there", s => s.Run("greet", "echo there")), retries: 1, comesUp: false);

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Events.OfType<TestStarted>().Select(e => e.Attempt).ShouldBe([1, 2]);
        job.File("TEST-Far.xml").ShouldContain("<rerunFailure message=");
        job.File("job.log").ShouldStartWith("ERROR: Far, because there failed: ");
        job.File("job.log").ShouldContain("  attempt 1 of 2 ended in an error after ");
        Should.Throw<TestException>(job.Result.EnsurePassed).Message.ShouldContain("attempt 2 of 2 is the one that counts");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_connection_that_is_lost_in_the_middle_is_made_again_and_what_was_written_before_is_kept()
    {
        await WriteAsync();
        var pid = Path.Combine(job.Home, "pid");
        File.WriteAllText(Path.Combine(job.Home, "launch"), $"#!/bin/sh\necho $$ > {pid}\nexec \"$@\"\n");
        using var up = new Up(Down);
        await job.StartAsync(
            Plan.Named("Far").Stream("there", s => s.Run("work", $"echo begun; if [ -e {Down} ]; then kill -9 $(cat {pid}); exit; fi; echo done")),
            o => Options(1) with { Hosts = $"there=exec:{Path.Combine(job.Home, "launch")}", WorkingDirectory = o.WorkingDirectory, Sinks = [.. o.Sinks, up] },
            TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<NestedFinished>().Select(e => (e.Attempt, e.Outcome)).ShouldBe([(1, Outcome.Error), (2, Outcome.Pass)]);
        job.File("test-results/Far/attempt.1/there/test-results/1-work/stdout").ShouldBe("begun\n");
        job.File("test-results/Far/there/test-results/1-work/stdout").ShouldBe("begun\ndone\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_test_in_CSharp_is_run_again_as_a_whole()
    {
        var test = new Code();
        await WriteAsync();
        using var up = new Up(Down);
        var result = await Job.RunAsync(test, Options(1) with { WorkingDirectory = job.Home, Sinks = [job, up] }, TestContext.Current.CancellationToken);

        result.ExitCode.ShouldBe(0);
        test.Ran.ShouldBe(1);
        result.Report.Tests.ShouldHaveSingleItem().EarlierAttempts.ShouldHaveSingleItem().Outcome.ShouldBe(Outcome.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_failed_is_not_run_again()
    {
        await job.StartAsync(Plan.Named("Near").Stream("a", s => s.Run("fail", "exit 7")), o => o with { RetryInfrastructure = 5 }, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<TestFinished>().ShouldHaveSingleItem().Again.ShouldBeFalse();
    }

    [Fact(Timeout = 120_000)]
    public async Task After_a_cancellation_no_further_attempt_runs()
    {
        await WriteAsync();
        using var cancel = new CancellationTokenSource();
        var plan = Plan.Named("Far").Stream("here", s => s.Run("greet", "echo here")).Stream("there", s => s.Run("greet", "echo there"));
        var running = job.StartAsync(plan, o => Options(3) with { WorkingDirectory = o.WorkingDirectory, Sinks = o.Sinks, RetryPause = TimeSpan.FromHours(1) }, cancel.Token);
        await job.EventAsync<LogWritten>(e => e.Text.StartsWith("attempt 1 of 4 ended in Error", StringComparison.Ordinal));
        await cancel.CancelAsync();
        await running;

        job.Result.ExitCode.ShouldBe(130, job.File("job.log"));
        job.Events.OfType<TestFinished>().Select(e => (e.Outcome, e.Again)).ShouldBe([(Outcome.Error, true), (Outcome.Cancelled, false)]);
        job.Events.OfType<HostOpened>().ShouldAllBe(e => e.Attempt == 1);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_job_on_a_shared_sync_server_opens_its_scope_there_again()
    {
        const string Token = "token-of-the-server";
        await using var server = StreamLib.Sync.SyncServer.Start(StreamLib.Sync.SyncServerOptions.Default with { Token = Token });
        await StartAsync(
            Plan.Named("Far").Stream("here", s => s.Barrier("setup").Run("greet", "echo here")).Stream("there", s => s.Barrier("setup").Run("greet", "echo there")),
            retries: 1,
            comesUp: true,
            o => o with { Sync = $"{server.EndPoint}", SyncToken = Token });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Result.Report.Tests[0].Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void A_number_of_retries_that_makes_no_sense_is_refused(int retries) =>
        Should.Throw<PlanException>(() => Job.Check(Plan.Named("A").Stream("a", s => s.Run("a", "true")), new JobOptions { Hosts = "", RetryInfrastructure = retries })).Message
            .ShouldBe($"A test cannot be run again {retries} times after errors of the infrastructure: give 0, for never, to 100 (option --retry-infrastructure).");

    private JobOptions Options(int retries) =>
        new() { Hosts = $"here=local:,there=exec:{Path.Combine(job.Home, "launch")}", RetryInfrastructure = retries, RetryPause = TimeSpan.FromMilliseconds(10) };

    private async Task StartAsync(Plan plan, int retries, bool comesUp, Func<JobOptions, JobOptions>? more = null)
    {
        await WriteAsync();
        using var up = new Up(comesUp ? Down : null);
        await job.StartAsync(
            plan with { Deadlines = plan.Deadlines with { ConnectTimeout = TimeSpan.FromSeconds(10) } },
            o => (more ?? (same => same))(Options(retries) with { WorkingDirectory = o.WorkingDirectory, Sinks = [.. o.Sinks, up] }),
            TestContext.Current.CancellationToken);
    }

    private async Task WriteAsync()
    {
        File.WriteAllText(Down, "");
        File.WriteAllText(Path.Combine(job.Home, "launch"), $"#!/bin/sh\nif [ -e {Down} ]; then echo the lab is down >&2; exit 9; fi\nexec \"$@\"\n");
        (await Shell.RunAsync("chmod", ["+x", Path.Combine(job.Home, "launch")], null, TestContext.Current.CancellationToken)).EnsureSuccess();
    }

    /// <summary>Brings the host up when the first attempt has ended.</summary>
    private sealed class Up(string? down) : IEventSink
    {
        public void OnEvent(RunEvent runEvent)
        {
            if (runEvent is TestFinished { Again: true } && down is not null) File.Delete(down);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Code : MultiStreamTest
    {
        public int Ran { get; private set; }

        protected override Plan Streams(Plan plan) => plan.Stream("here", s => s with { CommandsOnly = true }).Stream("there", s => s with { CommandsOnly = true });

        protected override async Task Test(StreamSet streams)
        {
            Ran++;
            await streams["there"].Run("greet", "echo there");
        }
    }
}
