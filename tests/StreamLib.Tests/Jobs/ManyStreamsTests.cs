using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>Of many streams, each nested test still knows all others.</summary>
public class ManyStreamsTests
{
    [Fact(Timeout = 60_000)]
    public async Task The_environment_of_each_names_all_others()
    {
        var job = await TestJob.RunAsync(Plan.Named("Many").Role("one", 40, s => s.Run("look", "env | grep -c '^STREAM_ONE[0-9]*_\\(HOST\\|ADDRESS\\)='; echo \"$STREAM_ONE40_ADDRESS\"")));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        foreach (var number in new[] { 1, 2, 17, 40 }) job.Output($"one{number}/1-look").ShouldBe(["80", "127.0.0.1"]);
        // By hand only those that the line names.
        job.Events.OfType<NestedStarted>()
            .ShouldAllBe(e => e.ByHand.Contains($" STREAMLIB_STREAM={e.Stream} STREAM_ONE40_ADDRESS=127.0.0.1 sh -c "));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_port_that_is_chosen_later_is_known_to_those_who_start_later()
    {
        var job = await TestJob.RunAsync(Plan.Named("Late")
            .Stream("server", s => s.Start("listen", "exec nc -l -k 127.0.0.1 $PORT", step => step with { Port = "auto", Ready = "port" }))
            .Role("one", 40, s => s.Run("look", "test -n \"$STREAM_SERVER_PORT\"", step => step with { Needs = ["server/listen"] })));

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
    }
}
