using System.Text.RegularExpressions;
using StreamLib;
using StreamLib.Events;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;
using Lab = StreamLibTesting.Lab;

namespace StreamLibTests.Jobs;

/// <summary>Hosts that go away and come back in the middle of a run, as they may.</summary>
public sealed partial class DisconnectTests : IAsyncLifetime
{
    private const string LinkDown = "echo going; sudo -n ip link set eth0 down; exec sleep 600";
    private Lab lab = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        lab = await Lab.UpAsync(new(1) { NoDotnet = true, Sudo = true }, Ct);
    }

    public async ValueTask DisposeAsync() => await lab.DisposeAsync();

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_goes_on_when_the_cable_of_its_host_was_pulled_and_plugged_in_again(bool exclusive)
    {
        var job = new TestJob();
        var running = job.StartAsync(
            Quick(Plan.Named("Away").Stream("a", s => s
                .Run("away", "echo going; exec sleep 600", step => step with { Expect = Expectation.Disconnect(TimeSpan.FromSeconds(60)) })
                .Run("after", "stream-sync set back yes && stream-sync get back && hostname"))),
            o => On(o) with { Exclusive = exclusive },
            Ct);
        await job.EventAsync<OutputWritten>(e => e.Text == "going");
        await lab.CutAsync("h1", Ct);
        await job.EventAsync<LogWritten>(e => e.Text.StartsWith("h1 has gone away, as a/1-away may let it: ", StringComparison.Ordinal));
        await lab.MendAsync("h1", Ct);
        await running;

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("a/1-away").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("a/1-away").Message.ShouldMatch("^its host went away after [0-9.]+ s and was back after [0-9.]+ s$");
        job.Output("a/2-after").ShouldBe(["yes", "h1"]);
        job.Events.OfType<LogWritten>().Where(e => e.Level >= LogLevel.Warning).Select(e => e.Text).ShouldBeEmpty();
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_falls_silent_after_the_end_of_the_command_is_waited_for()
    {
        var job = new TestJob();
        var plan = Plan.Named("Late").Stream("a", s => s
            .Run("reboot", "echo going", step => step with { Expect = Expectation.Disconnect(TimeSpan.FromSeconds(60)) })
            .Run("after", "hostname"));
        // The host is heard until just before the time in which a loss is waited for is over.
        var running = job.StartAsync(plan with { Deadlines = plan.Deadlines with { HeartbeatInterval = TimeSpan.FromSeconds(1), HeartbeatLimit = TimeSpan.FromSeconds(6) } }, On, Ct);
        var going = await job.EventAsync<OutputWritten>(e => e.Text == "going");
        var heard = going.Time + TimeSpan.FromSeconds(3) - DateTimeOffset.UtcNow;
        if (heard > TimeSpan.Zero) await Task.Delay(heard, Ct);
        await lab.CutAsync("h1", Ct);
        await job.EventAsync<LogWritten>(e => e.Text.StartsWith("h1 has gone away, as a/1-reboot may let it: ", StringComparison.Ordinal));
        await lab.MendAsync("h1", Ct);
        await running;

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("a/2-after").ShouldBe(["h1"]);
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_link_that_a_step_sets_down_is_set_up_by_the_host_itself()
    {
        var job = await TestJob.RunAsync(
            Quick(Plan.Named("Link").Stream("a", s => s
                .Run("down", LinkDown, step => step with { Expect = "disconnect within 60", Cleanup = "sudo -n ip link set eth0 up" })
                .Run("after", "cat /sys/class/net/eth0/operstate"))),
            On);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("a/2-after").ShouldBe(["up"]);
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_ran_there_in_the_background_is_started_again()
    {
        var plan = Quick(Plan.Named("Others")
            .Stream("a", s => s.Start("service", "echo $PORT; exec nc -l -k 127.0.0.1 $PORT", step => step with { Port = "auto", Ready = "port" }).Barrier("over"))
            .Stream("b", s => s
                .Run("down", LinkDown, step => step with { Expect = "disconnect within 60", Cleanup = "sudo -n ip link set eth0 up", Needs = ["a/service"] })
                .Restart("again", "a/service")
                .Run("use", "echo hello | nc -N 127.0.0.1 $STREAM_A_PORT")
                .Barrier("over"))) with
        { Share = true };
        var job = await TestJob.RunAsync(plan, On);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("a/1-service").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("a/1-service").Message.ShouldStartWith("ended because its host went away, as it may: Host h1 was lost: ");
        job.Output("a/1-service.2").ShouldBe([job.Output("a/1-service").Single(), "hello"]);
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_test_in_code_goes_on_there_too()
    {
        var job = new TestJob();
        await job.StartAsync(new Code(), On, Ct);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("a/1-down").Message.ShouldStartWith("its host went away after ");
        job.Output("a/2-after").ShouldBe(["up"]);
        await NothingIsLeftAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_does_not_come_back_in_time_is_an_error()
    {
        var job = await TestJob.RunAsync(
            Quick(Plan.Named("Gone").Stream("a", s => s.Run("down", LinkDown, step => step with { Expect = "disconnect within 10" }).Run("after", "true"))), On);

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Nested("a/1-down").Outcome.ShouldBe(Outcome.Error);
        job.Nested("a/1-down").Message.ShouldMatch(@"^its host went away after [0-9.]+ s and did not come back within 10 s \(expect: disconnect\)");
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_stays_is_waited_for_and_a_failure_there_is_one()
    {
        var stays = await TestJob.RunAsync(Quick(Plan.Named("Stays").Stream("a", s => s.Run("reload", "true", step => step with { Expect = "disconnect within 60" }))), On);
        stays.Result.ExitCode.ShouldBe(0, stays.File("job.log"));
        stays.Events.OfType<NoteRecorded>().Single().Text.ShouldBe("its host did not go away, which it might have");

        var fails = await TestJob.RunAsync(Quick(Plan.Named("Fails").Stream("a", s => s.Run("reload", "echo busy >&2; exit 1", step => step with { Expect = "disconnect within 60" }))), On);
        fails.Result.ExitCode.ShouldBe(1, fails.File("job.log"));
        fails.Nested("a/1-reload").Message.ShouldBe("exit status 1: busy");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_queue_on_a_link_is_taken_away_at_the_end()
    {
        const string Add = "sudo -n sh -c 'tc qdisc add dev lo root netem delay 10ms 2>/dev/null || tc qdisc add dev lo root pfifo limit 100'; sudo -n tc qdisc show dev lo";
        var job = await TestJob.RunAsync(
            Plan.Named("Queue").Stream("a", s => s.Run("slow", Add, step => step with { Cleanup = "sudo -n tc qdisc del dev lo root" })), On);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Output("a/1-slow").ShouldContain(line => line.Contains(" root ", StringComparison.Ordinal) && !line.Contains("noqueue", StringComparison.Ordinal));
        var left = (await lab.ExecAsync("h1", ["tc", "qdisc", "show", "dev", "lo"], Ct)).EnsureSuccess().Lines;
        left.ShouldAllBe(line => line.Contains("noqueue", StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_background_step_on_a_host_is_killed_with_all_of_it_and_started_again()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Kill")
                .Stream("node", s => s.Start("service", "setsid sleep 4711 & sleep 4711 & echo up; wait", step => step with { Ready = "output up" }))
                .Stream("chaos", s => s
                    .Kill("kill", "node/service", step => step with { Needs = ["node/service"] })
                    .Run("look", "! pgrep -x -f 'sleep 4711'")
                    .Restart("again", "node/service")
                    .Signal("end", "node/service", "TERM")) with
            { Share = true },
            On);

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("node/1-service").Message.ShouldBe("killed by chaos/1-kill");
        await NothingIsLeftAsync();
    }

    private static Plan Quick(Plan plan) => plan with
    {
        Deadlines = plan.Deadlines with { HeartbeatInterval = TimeSpan.FromSeconds(1), HeartbeatLimit = TimeSpan.FromSeconds(3), Grace = TimeSpan.FromSeconds(2) },
    };

    private JobOptions On(JobOptions options) => options with { Hosts = "ssh:h1", SshConfig = lab.SshConfig };

    private async Task NothingIsLeftAsync() => await StreamLibTesting.Eventually.Holds(
        async () => !(await lab.ProcessesAsync("h1", Ct)).Any(p => Left().IsMatch(p.Command)), "nothing is left");

    private sealed class Code : MultiStreamTest
    {
        protected override Plan Streams(Plan plan) => Quick(plan.Stream("a", s => s with { CommandsOnly = true }));

        protected override async Task Test(StreamSet streams)
        {
            await streams["a"].Host.OnEnd("sudo -n ip link set eth0 up");
            await streams["a"].Run("down", LinkDown, Expectation.Disconnect(TimeSpan.FromSeconds(60)));
            await streams["a"].Run("after", "cat /sys/class/net/eth0/operstate");
        }
    }

    [GeneratedRegex("sleep (600|4711)|nc -l|_sl")]
    private static partial Regex Left();
}
