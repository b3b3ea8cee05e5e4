using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary><c>sync lock NAME -- COMMAND</c>, and what ends it.</summary>
public class LockTests(SyncServerProcess server) : IClassFixture<SyncServerProcess>
{
    [Fact(Timeout = 120_000)]
    public async Task The_lock_is_held_while_the_command_runs_and_its_exit_code_is_ours()
    {
        await using var first = Shell.Start("dotnet", [Tool.Assembly, "sync", "lock", "nic", "--", "sh", "-c", "echo held; read line; exit 7"], server.Options with { KeepInputOpen = true });
        await first.WaitForOutputAsync("held", TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        var refused = await server.AskAsync("lock", "nic", "0", "--", "echo", "never");
        (refused.ExitCode, refused.Output).ShouldBe((4, ""));
        await first.SendAsync("\n");
        (await first.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(7);
        (await server.AskAsync("lock", "nic", "0", "--", "echo", "--now", "mine")).EnsureSuccess().Output.ShouldBe("--now mine\n");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    public async Task A_signal_ends_the_command_first_and_then_the_lock(string signal, int exitCode)
    {
        await using var holder = server.Start("lock", signal, "--", "sleep", "600");
        await server.SawAsync($"took lock {signal}");
        await Eventually.Holds(() => Children(holder.Id).Length > 0, "the command", TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await holder.SignalAsync(signal);
        (await holder.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(exitCode);
        await server.SawAsync($"lock {signal} of anon-");
        (await server.AskAsync("lock", signal, "0", "--", "true")).EnsureSuccess();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_command_that_cannot_be_started_gives_the_lock_of_a_party_back()
    {
        var control = (await server.AskAsync("scope", "party")).EnsureSuccess().Output.Trim();
        (await server.AskAsync("join", "c/1-x", "--token", control)).EnsureSuccess();
        var ran = await server.AskAsync("lock", "nic", "--as", "c/1-x", "--token", control, "--", "no-such-program");
        ran.ExitCode.ShouldBe(127);
        ran.Error.ShouldStartWith("error SL4107: no-such-program: ");
        (await server.AskAsync("status", "--token", control)).EnsureSuccess().Output.ShouldNotContain("lock");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_lock_that_was_taken_away_is_told_when_the_command_has_ended()
    {
        await using var holder = Shell.Start("dotnet", [Tool.Assembly, "sync", "lock", "lost", "--", "sh", "-c", "echo held; read line"], server.Options with { KeepInputOpen = true });
        await holder.WaitForOutputAsync("held", TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        (await server.AskAsync("release", "lost")).EnsureSuccess();
        await holder.SendAsync("\n");
        var ran = await holder.WaitAsync(TestContext.Current.CancellationToken);
        (ran.ExitCode, ran.Error).ShouldBe((0, "warning: the lock was lost while the command ran: unlock lost: lock lost is not held\n"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wait_that_is_cancelled_in_a_terminal_ends_with_130_and_leaves_nothing()
    {
        await using var terminal = Pty.Start($"exec dotnet {Tool.Assembly} sync --name patient barrier never 2", server.Options);
        await server.SawAsync("patient arrived at barrier never");
        await terminal.SendAsync(Pty.Interrupt);
        (await terminal.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(130);
        await server.SawAsync("patient lost its connection while it waited at barrier never");
    }

    // Each thread lists those that it started itself.
    private static string[] Children(int process) =>
        [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
