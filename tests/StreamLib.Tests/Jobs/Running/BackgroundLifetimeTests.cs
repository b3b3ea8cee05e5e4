using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Jobs;

/// <summary>A background step lives until all streams that need it have ended their foreground steps.</summary>
public class BackgroundLifetimeTests
{
    private const string Service = "trap ': >stopped; exit' TERM; : >up; while :; do sleep 0.05; done";
    private const string StillThere = "for i in 1 2 3 4 5 6; do [ ! -e stopped ] || exit 9; sleep 0.05; done";

    [Fact(Timeout = 60_000)]
    public async Task It_is_there_for_a_later_step_of_a_stream_that_needed_it()
    {
        var job = await TestJob.RunAsync(Plan.Named("Later")
            .Stream("server", s => s.Start("serve", Service, step => step with { Ready = "file up" }))
            .Stream("client", s => s.Run("first", "true", step => step with { Needs = ["server/serve"] }).Run("later", StillThere)));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        Ends(job).ShouldBe(["client/1-first", "client/2-later", "server/1-serve"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_service_needs_outlives_it()
    {
        var job = await TestJob.RunAsync(Plan.Named("Chain")
            .Stream("db", s => s.Start("db", "exec sleep 600"))
            .Stream("proxy", s => s.Start("proxy", Service, step => step with { Needs = ["db/db"] }))
            .Stream("client", s => s.Run("first", "true", step => step with { Needs = ["proxy/proxy"] }).Run("later", StillThere)));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        Ends(job).ShouldBe(["client/1-first", "client/2-later", "proxy/1-proxy", "db/1-db"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Streams_that_need_the_services_of_each_other_end()
    {
        var job = await TestJob.RunAsync(Mutual("true"));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Events.OfType<NestedFinished>().ShouldAllBe(e => e.Outcome == Outcome.Pass);
        Ends(job)[..4].Order().ShouldBe(["a/2-use", "a/3-more", "b/2-use", "b/3-more"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Streams_that_need_the_services_of_each_other_end_with_a_test_in_code_that_has_ended_early()
    {
        var job = new TestJob();
        await job.StartAsync(new EndsEarly(), o => o with { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("a/1-serve").Outcome.ShouldBe(Outcome.Pass);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_that_has_failed_no_longer_needs_it()
    {
        var job = await TestJob.RunAsync(Plan.Named("Goes") with { OnFail = FailureMode.Continue } is var plan
            ? plan.Stream("server", s => s.Start("serve", Service, step => step with { Ready = "file up" }))
                .Stream("client", s => s.Run("first", "exit 7", step => step with { Needs = ["server/serve"] }).Run("never", "true"))
                .Stream("other", s => s.Run("sees", "until [ -e stopped ]; do sleep 0.05; done"))
            : plan);

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("server/1-serve").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("other/1-sees").Outcome.ShouldBe(Outcome.Pass);
    }

    private static string[] Ends(TestJob job) => [.. job.Events.OfType<NestedFinished>().Select(e => $"{e.Stream}/{e.Nested}")];

    private static Plan Mutual(string more) => Mutual(Plan.Named("Mutual"), more);

    private static Plan Mutual(Plan plan, string more) => plan
        .Stream("a", s => Using(s, "b/serve", more))
        .Stream("b", s => Using(s, "a/serve", more));

    private static TestStream Using(TestStream stream, string need, string more) => stream
        .Start("serve", "exec sleep 600")
        .Run("use", "true", step => step with { Needs = [need] })
        .Run("more", more);

    // Released from a barrier by a failure that was expected: that ends the test, and is no failure.
    private sealed class EndsEarly : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => Mutual(plan, "exec sleep 600").Stream("c").Stream("d");

        protected override async Task Test(StreamSet streams)
        {
            var meets = streams["c"].Run("meet", "stream-sync barrier met 4");
            var fails = streams["d"].Run("fail", "stream-sync barrier met 4 & sleep 0.1; kill $!; exit 1", "fail");
            streams.Seal();
            await fails;
            await meets;
        }
    }
}
