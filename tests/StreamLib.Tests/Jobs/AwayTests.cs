using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;
using Lab = StreamLibTesting.Lab;

namespace StreamLibTests.Jobs;

/// <summary>What others do, and what ends, while a host is away as it may be.</summary>
public sealed class AwayTests : IAsyncLifetime
{
    private readonly TestJob job = new();
    private Lab lab = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Held by a file that the test makes.
    private string UntilGone => $"until [ -e {Gone} ]; do sleep 0.1; done";

    private string Gone => Path.Combine(job.Home, "gone");

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        lab = await Lab.UpAsync(new(1) { NoDotnet = true }, Ct);
    }

    public async ValueTask DisposeAsync() => await lab.DisposeAsync();

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_attempt_to_connect_is_left_when_the_wait_ends(bool cancelled)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = job.StartAsync(Plan("Left").Stream("a", s => Away(s, cancelled ? 60 : 8)), On, cancel.Token);
        await job.EventAsync<OutputWritten>(e => e.Text == "going");
        var before = Clients();
        await lab.CutAsync("h1", Ct);
        await GoneAsync("a");
        var folder = "";
        await Eventually.Holds(() => (folder = Clients().Except(before).FirstOrDefault() ?? "").Length > 0, "an attempt to connect", cancellationToken: Ct);
        if (cancelled) await cancel.CancelAsync();
        await running;

        Clients().ShouldBeEmpty();
        Directory.Exists(folder).ShouldBeFalse();
        job.Result.ExitCode.ShouldNotBe(0);
        job.Nested("a/1-cut").Outcome.ShouldBe(cancelled ? Outcome.Cancelled : Outcome.Error);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_background_stream_whose_host_is_away_ends_with_the_others()
    {
        var plan = Plan("Ends").Stream("bg", s => Away(s, 40) with { Host = "h1", Background = true }).Stream("op", s => s.Run("wait", UntilGone) with { Host = "here" });
        var running = job.StartAsync(plan, On, Ct);
        await AwayAsync("bg");
        File.WriteAllText(Gone, "");
        await running;

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("bg/1-cut").Outcome.ShouldBe(Outcome.Pass);
        job.Nested("bg/1-cut").Message.ShouldMatch("^its host went away after [0-9.]+ s, and was away when its stream was stopped$");
    }

    [Fact(Timeout = 120_000)]
    public async Task The_wait_ends_with_what_the_step_needs()
    {
        var plan = Plan("Needs")
            .Stream("dut", s => Away(s, 40, step => step with { Needs = ["op/service"] }) with { Host = "h1" })
            .Stream("op", s => s.Start("service", $"{UntilGone}; exit 4").Run("wait", "exec sleep 600") with { Host = "here", OnFail = FailureMode.Continue });
        var running = job.StartAsync(plan, On, Ct);
        await AwayAsync("dut");
        File.WriteAllText(Gone, "");
        await running;

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("dut/1-cut").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("dut/1-cut").Message.ShouldStartWith("cut off because it needs op/service, which failed: ");
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_to_start_there_meanwhile_waits_until_it_is_back()
    {
        var plan = Plan("Again")
            .Stream("dut", s => Away(s.Start("service", "hostname; exec sleep 600"), 60).Run("after", "hostname") with { Host = "h1" })
            .Stream("late", s => s.Run("start", "hostname", step => step with { Needs = ["op/wait"] }) with { Host = "h1" })
            .Stream("op", s => s.Run("wait", UntilGone).Restart("again", "dut/service") with { Host = "here" }) with
        { Share = true };
        var running = job.StartAsync(plan, On, Ct);
        await AwayAsync("dut");
        File.WriteAllText(Gone, "");
        await job.EventAsync<NestedStarted>(e => e.Nested == "2-again");
        await lab.MendAsync("h1", Ct);
        await running;

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        job.Nested("op/2-again").Message.ShouldBe("started dut/1-service.2");
        job.Output("dut/1-service.2").ShouldBe(["h1"]);
        job.Output("late/1-start").ShouldBe(["h1"]);
        job.Events.OfType<LogWritten>().Where(e => e.Level >= LogLevel.Warning).Select(e => e.Text).ShouldBeEmpty();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_restart_there_waits_no_longer_than_its_timeout()
    {
        var running = job.StartAsync(Restarted(60, step => step with { Timeout = TimeSpan.FromSeconds(2) }), On, Ct);
        await AwayAsync("dut");
        File.WriteAllText(Gone, "");
        await running;

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        job.Nested("op/2-again").Message.ShouldBe("took longer than the Timeout of its step, 2 s: dut/1-service did not get ready by then");
        job.Nested("dut/2-cut").Outcome.ShouldBe(Outcome.Aborted);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(FailureMode.Abort)]
    [InlineData(FailureMode.Continue)]
    public async Task A_restart_there_ends_when_it_does_not_come_back_in_time(FailureMode onFail)
    {
        var running = job.StartAsync(Restarted(8) with { OnFail = onFail }, On, Ct);
        await AwayAsync("dut");
        File.WriteAllText(Gone, "");
        await running;

        job.Result.ExitCode.ShouldBe(3, job.File("job.log"));
        job.Nested("dut/2-cut").Outcome.ShouldBe(Outcome.Error);
        job.Nested("op/2-again").Outcome.ShouldBe(Outcome.Aborted);
        job.Nested("op/2-again").Message.ShouldContain("dut/2-cut failed: its host went away after ");
    }

    private static Plan Plan(string name)
    {
        var plan = StreamLib.Plans.Plan.Named(name);
        return plan with { Deadlines = plan.Deadlines with { HeartbeatInterval = TimeSpan.FromSeconds(1), HeartbeatLimit = TimeSpan.FromSeconds(3), Grace = TimeSpan.FromSeconds(2) } };
    }

    private static TestStream Away(TestStream stream, int within, Func<Step, Step>? configure = null) => stream.Run(
        "cut", "echo going; exec sleep 600", step => (configure?.Invoke(step) ?? step) with { Expect = Expectation.Disconnect(TimeSpan.FromSeconds(within)) });

    private Plan Restarted(int within, Func<Step, Step>? configure = null) => Plan("Restarted")
        .Stream("dut", s => Away(s.Start("service", "exec sleep 600"), within) with { Host = "h1" })
        .Stream("op", s => s.Run("wait", UntilGone).Restart("again", "dut/service", configure) with { Host = "here" });

    private JobOptions On(JobOptions options) => options with { Hosts = "ssh:h1,here=local:", SshConfig = lab.SshConfig };

    private async Task AwayAsync(string stream)
    {
        await job.EventAsync<OutputWritten>(e => e.Text == "going");
        await lab.CutAsync("h1", Ct);
        await GoneAsync(stream);
    }

    private async Task GoneAsync(string stream) => await job.EventAsync<LogWritten>(
        e => e.Text.StartsWith("h1 has gone away, ", StringComparison.Ordinal) && e.Stream == stream);

    // The folders of the sockets of the clients that hold a connection to the lab, or try to.
    private string[] Clients() =>
    [
        .. from process in Directory.EnumerateDirectories("/proc", "*").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
           let words = Words(process)
           where words.Contains(lab.SshConfig) && words.Contains("-M")
           select Path.GetDirectoryName(words[Array.IndexOf(words, "-S") + 1])!,
    ];

    private static string[] Words(string process)
    {
        try
        {
            return File.ReadAllText($"{process}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return [];
        }
    }
}
