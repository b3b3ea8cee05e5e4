using System.Text.RegularExpressions;
using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLibTests.Jobs;

/// <summary>Jobs whose sync server runs elsewhere: they tell it all over the wire, and lose nothing by it.</summary>
public sealed partial class SharedSyncServerTests : IAsyncDisposable
{
    private const string Token = "token-of-the-server";
    private readonly SyncServer server = SyncServer.Start(SyncServerOptions.Default with { Token = Token });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task The_log_is_the_same_as_with_a_server_of_its_own()
    {
        var plan = Plan.Named("Meet").Stream("a", s => s.Barrier("setup")).Stream("b", s => s.Run("first", "echo hello").Barrier("setup"));

        var own = await TestJob.RunAsync(plan);
        var shared = await TestJob.RunAsync(plan, Shared);

        shared.Result.ExitCode.ShouldBe(0, shared.File("job.log"));
        SyncLog(shared).ShouldNotBeEmpty();
        SyncLog(shared).Order().ShouldBe(SyncLog(own).Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_started_again_joins_as_a_party_of_its_own()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Again")
                .Stream("node", s => s.Start("service", "stream-sync set leader $STREAMLIB_STREAM; exec sleep 600"))
                .Stream("chaos", s => s
                    .Kill("kill", "@leader/service", step => step with { Needs = ["node/service"] })
                    .Restart("again", "node/service")),
            Shared);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe("killed by chaos/1-kill");
        job.Nested("node/1-service.2").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task Several_tests_at_once_meet_only_themselves()
    {
        var plans = Enumerable.Range(1, 4).Select(i => Plan.Named($"Meet{i % 2}")
            .Role("one", 3, s => s.Barrier("setup").Run("work", $"echo {i}").Barrier("finished")));

        var jobs = await Task.WhenAll(plans.Select(plan => TestJob.RunAsync(plan, Shared)));

        foreach (var job in jobs)
        {
            job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
            SyncLog(job).Count(line => line.Contains(" arrived at barrier setup", StringComparison.Ordinal)).ShouldBe(3);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_streams_reach_the_server_by_stream_sync()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Shell")
                .Stream("a", s => s.Run("tell", "stream-sync set who me && stream-sync barrier setup"))
                .Stream("b", s => s.Run("ask", "stream-sync barrier setup && stream-sync get who")),
            Shared);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("b/1-ask").ShouldBe(["setup 1", "me"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_whose_failure_lets_the_others_go_on_leaves_the_barriers_there()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("GoesOn")
                .Stream("a", s => s.Run("work", "exit 7").Barrier("all").Barrier("number", "3") with { OnFail = FailureMode.Continue })
                .Stream("b", s => s.Barrier("all").Run("between", "true").Barrier("number", "3").Run("after", "true"))
                .Stream("c", s => s.Barrier("all").Run("between", "true").Run("number", "stream-sync barrier number 3").Run("after", "true")),
            Shared);

        job.Events.OfType<RootCauseFound>().Count().ShouldBe(1, job.File("job.log"));
        job.Nested("b/2-between").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("c/2-between").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("b/3-number").Message.ShouldStartWith("cut off because a/1-work failed: exit status 7; ");
        job.Nested("c/3-number").Message.ShouldStartWith("cut off because a/1-work failed: exit status 7; ");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_first_failure_ends_the_others_and_is_the_only_one()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Multi")
                .Stream("server", s => s.Start("serve", "exec sleep 600").Barrier("finished"))
                .Stream("client", s => s.Run("measure", "exit 7").Barrier("finished")),
            Shared);

        job.Result.ExitCode.ShouldBe(1);
        job.Events.OfType<NestedFinished>().Where(e => e.Outcome.IsFailure()).Select(e => e.Message).ShouldBe(["exit status 7"]);
        job.Nested("server/2-finished").Message.ShouldBe("cut off because client/1-measure failed: exit status 7");
        SyncLog(job).ShouldContain("scope Multi failed: client/1-measure failed: exit status 7");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_barrier_in_vain_says_what_the_missing_stream_is_doing()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Vain")
                .Stream("a", s => s.Barrier("setup", configure: step => step with { Timeout = TimeSpan.FromSeconds(5) }))
                .Stream("b", s => s.Run("slow", "echo mounting; exec sleep 600").Barrier("setup")),
            Shared);

        job.Nested("a/1-setup").Message.ShouldMatch(
            @"^barrier setup did not fill within 5 s: 1 of 2 arrived: a/1-setup; missing: b \(in 1-slow for \S+ s; last line: ""mounting""\)$");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_takes_too_long_says_what_is_not_over()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Long").Stream("a", s => s.Run("quick", "true")).Stream("b", s => s.Run("slow", "echo mounting; exec sleep 600")),
            options => Shared(options) with { Timeout = TimeSpan.FromSeconds(5) });

        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldMatch(
            @"^took longer than its Timeout of 5 s \(option --timeout\); not over: b \(in 1-slow for \S+ s; last line: ""mounting""\)$");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_goes_away_is_an_error_of_the_infrastructure()
    {
        var job = new TestJob();
        var running = job.StartAsync(Plan.Named("Lost").Stream("a", s => s.Run("wait", "exec sleep 600")), Shared, TestContext.Current.CancellationToken);
        await job.EventAsync<NestedStarted>(_ => true);

        await server.DisposeAsync();
        await running;

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Events.OfType<RootCauseFound>().Single().Reason.ShouldStartWith($"the sync server at {server.EndPoint} was lost: ");
        job.Nested("a/1-wait").Outcome.ShouldBe(Outcome.Aborted);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_cannot_be_used_is_an_error_of_the_infrastructure()
    {
        var plan = Plan.Named("Nowhere").Stream("a", s => s.Run("never", "true"));

        var denied = await TestJob.RunAsync(plan, options => Shared(options) with { SyncToken = "wrong" });
        var absent = await TestJob.RunAsync(plan, options => options with { Sync = "127.0.0.1:1", SyncToken = "t" });

        foreach (var job in new[] { denied, absent })
        {
            job.Result.ExitCode.ShouldBe(3);
            job.Events.OfType<NestedStarted>().ShouldBeEmpty();
        }

        denied.Events.OfType<RootCauseFound>().Single().Reason.ShouldBe("the sync server cannot be used: hello: the token is not known here (option --sync)");
        absent.Events.OfType<RootCauseFound>().Single().Reason.ShouldContain("connect to 127.0.0.1:1: ");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_needs_a_token() =>
        (await Should.ThrowAsync<PlanException>(TestJob.RunAsync(
            Plan.Named("NoToken").Stream("a", s => s.Run("never", "true")),
            options => options with { Sync = "127.0.0.1:1" }))).Message.ShouldContain("There is no token for the sync server at 127.0.0.1:1");

    private JobOptions Shared(JobOptions options) => options with { Sync = $"{server.EndPoint}", SyncToken = Token };

    private static List<string> SyncLog(TestJob job) =>
        [.. job.Events.OfType<LogWritten>().Where(line => line.Source == LogSource.Sync).Select(line => Arrived().Replace(line.Text, "N of"))];

    [GeneratedRegex(@"\d of")]
    private static partial Regex Arrived();
}
