using StreamLibTesting;

namespace StreamLibTestingTests;

public sealed class PtyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task The_command_has_a_terminal_and_its_exit_code_comes_back()
    {
        await using var running = Pty.Start("test -t 0 && test -t 1 && test -t 2 && echo terminal; exit 5");

        var ran = await running.WaitAsync(Ct);

        ran.ShouldSatisfyAllConditions(() => ran.ExitCode.ShouldBe(5), () => ran.Output.ShouldBe("terminal\r\n"));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_interrupt_reaches_the_whole_foreground_group()
    {
        const string child = "trap 'echo child; exit' INT; echo up; while :; do sleep 0.05; done";
        await using var running = Pty.Start($"trap 'echo parent; exit 130' INT; sh -c \"{child}\"; wait");
        await running.WaitForOutputAsync("up", cancellationToken: Ct);

        await running.SendAsync(Pty.Interrupt);

        var ran = await running.WaitAsync(Ct);
        ran.ShouldSatisfyAllConditions(() => ran.ExitCode.ShouldBe(130), () => ran.Output.ShouldContain("child"), () => ran.Output.ShouldContain("parent"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_that_a_signal_ends_has_128_and_the_signal_as_its_exit_code()
    {
        await using var running = Pty.Start("echo up; exec sleep 63");
        await running.WaitForOutputAsync("up", cancellationToken: Ct);

        await running.SendAsync(Pty.Interrupt);

        (await running.WaitAsync(Ct)).ExitCode.ShouldBe(130);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_typed_is_read()
    {
        await using var running = Pty.Start("read -r line; echo \"<$line>\"");

        await running.SendAsync("hello\n");

        (await running.WaitAsync(Ct)).Output.ShouldContain("<hello>");
    }
}
