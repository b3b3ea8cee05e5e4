using System.Diagnostics;
using StreamLibTesting;

namespace StreamLibTestingTests;

public sealed class ShellTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Both_outputs_and_the_exit_code_are_captured()
    {
        var ran = await Shell.ScriptAsync("echo out; echo err >&2; exit 3", null, Ct);

        ran.ShouldSatisfyAllConditions(
            () => ran.ExitCode.ShouldBe(3), () => ran.Output.ShouldBe("out\n"), () => ran.Error.ShouldBe("err\n"));
        Should.Throw<InvalidOperationException>(ran.EnsureSuccess).Message.ShouldContain("exit code 3");
    }

    [Fact(Timeout = 30_000)]
    public async Task Input_and_environment_are_handed_over_and_variables_can_be_taken_away()
    {
        var options = new ShellOptions
        {
            Input = "typed",
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string?> { ["GIVEN"] = "given", ["PATH"] = "/bin", ["HOME"] = null },
        };

        (await Shell.ScriptAsync("cat; echo \" $GIVEN ${HOME-none} $PWD\"", options, Ct)).Output.ShouldBe("typed given none /\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task Over_its_time_a_process_is_killed_with_all_that_it_started()
    {
        var options = new ShellOptions { Timeout = TimeSpan.FromSeconds(1) };

        var exception = await Should.ThrowAsync<TimeoutException>(Shell.ScriptAsync("sleep 61 & echo $!; wait", options, Ct));

        var child = exception.Message.Split("--- stdout\n")[1].Split('\n')[0];
        await Eventually.Holds(() => HasEnded(child), $"the end of process {child}", cancellationToken: Ct);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_outlives_a_process_and_holds_its_outputs_does_not_hold_up_the_wait()
    {
        var ran = await Shell.ScriptAsync("sleep 62 & echo $!", null, Ct);

        Process.GetProcessById(int.Parse(ran.Output)).Kill();
        ran.Time.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_running_process_is_heard_signalled_and_killed_at_the_end()
    {
        int id;
        await using (var running = Shell.Start("/bin/sh", ["-c", "trap 'echo heard' TERM; echo ready; while :; do sleep 0.05; done"]))
        {
            id = running.Id;
            await running.WaitForOutputAsync("ready", cancellationToken: Ct);
            await running.SignalAsync("TERM");
            await running.WaitForOutputAsync("heard", cancellationToken: Ct);
            running.HasEnded.ShouldBeFalse();
        }

        HasEnded($"{id}").ShouldBeTrue();
    }

    [Fact(Timeout = 30_000)]
    public async Task Waiting_for_an_output_that_cannot_come_any_more_ends_at_once()
    {
        await using var running = Shell.Start("/bin/sh", ["-c", "echo something else"]);

        var exception = await Should.ThrowAsync<TimeoutException>(running.WaitForOutputAsync("ready", cancellationToken: Ct));

        exception.Message.ShouldStartWith("'ready' was not written before the end: ");
        exception.Message.ShouldContain("something else");
    }

    // Killed, it may still be in the process table until its new parent looks after it.
    private static bool HasEnded(string id) => !File.Exists($"/proc/{id}/stat") || File.ReadAllText($"/proc/{id}/stat").Contains(") Z ");
}
