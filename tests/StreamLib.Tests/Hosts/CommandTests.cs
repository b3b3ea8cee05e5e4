using System.Collections.Immutable;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

public class CommandTests
{
    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Exit_codes_and_signals_are_told_apart(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        foreach (var (line, ending) in new[]
        {
            ("true", "exit 0"), ("exit 3", "exit 3"), ("exit 137", "exit 137"), ("exit 143", "exit 143"), ("exit 255", "exit 255"), ("kill -9 $$", "signal KILL"),
            ("kill -TERM $$", "signal TERM"), ("kill -SEGV $$", "signal SEGV"), ("exit 141", "exit 141"), ("exit 130", "exit 130"), ("no-such-command", "exit 127"),
        })
        {
            var result = await host.RunAsync(line, Ct);
            result.Ending.ShouldBe(ending, line);
            result.Stopped.ShouldBeFalse();
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData("dash")]
    [InlineData("bash")]
    public async Task A_command_is_not_made_to_ignore_signals(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        (await host.RunAsync("kill -INT $$", Ct)).Ending.ShouldBe("signal INT");
        (await host.RunAsync("kill -PIPE $$", Ct)).Ending.ShouldBe("signal PIPE");
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task The_environment_arrives_as_it_is(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var value = "it's \"a\" $HOME `x` \\n \\\\ \t\nÁÂÈ ☃ \u0081\u0088 %s !x *";
        var result = await host.RunAsync(
            new HostCommand { Line = "printf %s \"$A\"; printf ' %s' \"$B\"", Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", value).Add("B", "") }, Ct);
        result.EnsureSucceeded().Output.ShouldBe(value + " ");
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Both_outputs_arrive_byte_for_byte(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        bytes[^2] = (byte)'\n';
        bytes[^1] = (byte)'@';
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes, Ct);
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            var result = await host.RunAsync(new HostCommand { Line = $"cat '{file}' & tac '{file}' >&2; wait", OutputTo = output, ErrorTo = error }, Ct);
            result.EnsureSucceeded();
            output.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
            error.Length.ShouldBe(bytes.Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_command_that_ignores_TERM_is_forced(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        await using var process = await TestShells.StartReadyAsync(host, new() { Line = "trap '' TERM; echo ready; sleep 100 & wait; sleep 100", Grace = TimeSpan.FromSeconds(1) });
        await process.StopAsync();
        var result = await process.Completion;
        (result.Ending, result.Forced, result.Stopped).ShouldBe(("signal KILL", true, true));
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Stopping_asks_first(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        // Short sleeps: one that a shell has just forked may miss the signal, and `wait` ends well when what it waits for was killed first.
        await using var process = await TestShells.StartReadyAsync(host, new() { Line = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done" });
        await process.StopAsync();
        var result = await process.Completion;
        (result.Ending, result.Forced, result.Stopped).ShouldBe(("exit 7", false, true));
    }
}
