using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLibTests.Jobs;

/// <summary>The message of a step that failed when something that it needed was gone.</summary>
public class StoppedNeedTests
{
    private const string Refused = "exit status 7: connection refused";
    private const string UntilGone = ": >up; until [ -e gone ]; do sleep 0.05; done; echo 'connection refused' >&2; exit 7";

    [Theory(Timeout = 60_000)]
    [InlineData("kill", "server/serve", "which it needs, was killed by chaos/2-kill")]
    [InlineData("stop", "server/serve", "which it needs, was stopped by chaos/2-stop")]
    [InlineData("stop", "", "which an earlier step of client needs, was stopped by chaos/2-stop")]
    [InlineData("none", "server/serve", "")]
    public async Task Names_what_was_gone(string fault, string need, string why)
    {
        var message = why.Length == 0 ? Refused : $"{Refused}; shortly before, server/1-serve, {why}";
        var job = await TestJob.RunAsync(Plan.Named("Gone")
            .Stream("server", s => s.Start("serve", "exec sleep 600"))
            .Stream("client", s => s
                .Run("first", "true", step => step with { Needs = ["server/serve"] })
                .Run("use", UntilGone, step => step with { Needs = need.Length > 0 ? [need] : [] }))
            .Stream("chaos", s => (fault switch
            {
                "kill" => s.Run("wait", "until [ -e up ]; do sleep 0.05; done").Kill("kill", "server/serve"),
                "stop" => s.Run("wait", "until [ -e up ]; do sleep 0.05; done").Stop("stop", "server/serve"),
                _ => s,
            }).Run("tell", ": >gone")));

        job.Nested("client/2-use").Message.ShouldBe(message, job.File("job.log"));
        job.Result.Report.Tests[0].RootCause!.Reason.ShouldBe(message);
    }

    [Fact(Timeout = 60_000)]
    public async Task Names_what_a_test_in_code_has_stopped()
    {
        var job = new TestJob();
        await job.StartAsync(new Stops(), null, TestContext.Current.CancellationToken);

        job.Nested("client/1-use").Message
            .ShouldBe($"{Refused}; shortly before, server/1-serve, which it needs, was stopped", job.File("job.log"));
    }

    private sealed class Stops : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => plan.Stream("server").Stream("client");

        protected override async Task Test(StreamSet streams)
        {
            var server = await streams["server"].StartAsync(new Step { Name = "serve", Action = new StepAction.Command("exec sleep 600") });
            var use = new Step { Name = "use", Action = new StepAction.Command(UntilGone), Needs = ["server/serve"] };
            var client = streams["client"].RunAsync(use);
            await server.StopAsync();
            await streams["server"].Run("tell", ": >gone");
            await client;
        }
    }
}
