using System.Collections.Concurrent;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>Whom a stop reaches, and who waits for it.</summary>
public sealed class StopTests(OtherKinds kinds)
{
    private static readonly HostOptions s_patient = TestShells.Quick with { Grace = TimeSpan.FromSeconds(20) };

    public static TheoryData<string> Shells => OtherKinds.AndShells;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task What_is_started_while_a_stop_looks_around_is_asked_to_end_too(string shell)
    {
        await using var host = await kinds.OpenAsync(shell, s_patient);
        var seconds = Unique();
        await using var process = await TestShells.StartReadyAsync(host, new HostCommand { Line = $"echo ready; (while :; do sleep {seconds} & sleep 0.002; done) & while :; do sleep {seconds} & sleep 0.002; done" });
        await process.StopAsync();
        var result = await process.Completion;
        (result.Stopped, result.Forced, result.Ending).ShouldBe((true, false, "signal TERM"));
        Eventually.Processes($"sleep {seconds}").ShouldBeEmpty();
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task Who_starts_something_when_it_is_asked_to_end_may_finish_that(string shell)
    {
        await using var host = await kinds.OpenAsync(shell, s_patient);
        var lines = new ConcurrentQueue<string>();
        await using var process = await StartReadyAsync(host, lines, "trap 'sh -c \"sleep 1.5; echo cleared up\"; exit 3' TERM; echo ready; while :; do sleep 0.1; done");
        await process.StopAsync();
        var result = await process.Completion;
        (result.Ending, result.Forced).ShouldBe(("exit 3", false));
        lines.ShouldBe(["ready", "cleared up"]);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task A_stop_asks_each_process_once(string shell)
    {
        await using var host = await kinds.OpenAsync(shell, s_patient);
        // What it starts meanwhile makes the stop look again. The last it may have started after it was asked: that is its own to end.
        const string Line = "n=0; trap 'n=$((n+1)); echo asked' TERM; echo ready; while [ $n -eq 0 ]; do sleep 100 & sleep 0.002; done; kill $! 2>/dev/null; sleep 0.5; exit $n";
        var lines = new ConcurrentQueue<string>();
        await using var process = await StartReadyAsync(host, lines, Line);
        await process.StopAsync();
        var result = await process.Completion;
        (result.Ending, result.Forced).ShouldBe(("exit 1", false));
        lines.ShouldBe(["ready", "asked"]);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Shells))]
    public async Task A_kill_and_a_stop_do_not_wait_behind_the_grace_of_others(string shell)
    {
        await using var host = await kinds.OpenAsync(shell, s_patient);
        var (stubborn, asked) = await StartStubbornAsync(host, "server/1");
        await using var killed = await host.StartAsync(new HostCommand { Line = "exec sleep 100", Mark = "client1/1" }, Ct);
        await using var stopped = await host.StartAsync(new HostCommand { Line = "exec sleep 100", Mark = "client2/1" }, Ct);
        var sweep = SweepAsync(host, "server");
        await asked;

        await Task.WhenAll(killed.KillAsync(), stopped.StopAsync());
        (await killed.Completion).Ending.ShouldBe("signal KILL");
        (await stopped.Completion).Ending.ShouldBe("signal TERM");
        (await host.SweepAsync("client1", Ct)).IsEmpty.ShouldBeTrue();
        (await stubborn.SignalAsync("CONT")).ShouldBeTrue();
        sweep.IsCompleted.ShouldBeFalse();

        await stubborn.KillAsync();
        (await sweep).Forced.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_is_lost_says_so_to_those_who_wait_for_a_grace()
    {
        await using var host = await TestShells.OpenAsync("dash", TestShells.Quick with { Grace = TimeSpan.FromSeconds(5) });
        var (_, oneAsked) = await StartStubbornAsync(host, "server/1");
        var (_, otherAsked) = await StartStubbornAsync(host, "client/1");
        Task[] sweeps = [SweepAsync(host, "server"), SweepAsync(host, "client")];
        await Task.WhenAll(oneAsked, otherAsked);

        using (var way = System.Diagnostics.Process.GetProcessById(host.ConnectionPid)) way.Kill();
        foreach (var sweep in sweeps) (await Should.ThrowAsync<HostException>(() => sweep)).Code.ShouldBe("SL2006");
    }

    // The end of a stream has less patience.
    private static Task<SweepReport> SweepAsync(Host host, string stream) => host.SweepMarkAsync($"{host.Folder}/marks/{stream}+", "TERM", s_patient.Grace);

    // What ignores TERM, and when it has got it.
    private static async Task<(HostProcess Process, Task Asked)> StartStubbornAsync(Host host, string mark)
    {
        var asked = new TaskCompletionSource();
        var lines = new ConcurrentQueue<string>();
        var process = await StartReadyAsync(host, lines, "trap 'echo asked' TERM; echo ready; while :; do sleep 0.1; done", mark, line => _ = line == "asked" && asked.TrySetResult());
        return (process, asked.Task);
    }

    private static async Task<HostProcess> StartReadyAsync(Host host, ConcurrentQueue<string> lines, string line, string mark = "server/1", Action<string>? also = null)
    {
        var ready = new TaskCompletionSource();
        var process = await host.StartAsync(
            new HostCommand
            {
                Line = line,
                Mark = mark,
                OnOutput = said =>
                {
                    lines.Enqueue(said);
                    ready.TrySetResult();
                    also?.Invoke(said);
                },
            },
            Ct);
        await ready.Task.WaitAsync(Ct);
        return process;
    }

    // A number of seconds that no other test, and no run of it before, sleeps.
    private static string Unique() => $"{Random.Shared.Next(100_000, 999_999)}.{Random.Shared.Next(100_000, 999_999)}";
}
