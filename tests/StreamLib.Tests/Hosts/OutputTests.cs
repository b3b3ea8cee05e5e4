using System.Collections.Concurrent;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

public class OutputTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Lines_arrive_as_they_are_written()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var lines = new ConcurrentQueue<string>();
        await using var process = await host.StartAsync(new HostCommand { Line = "echo one; sleep 60", OnOutput = lines.Enqueue }, Ct);
        await Eventually.IsTrueAsync(() => lines.Count == 1, "the line arrives while the command runs");
        process.Completion.IsCompleted.ShouldBeFalse();
        lines.ShouldBe(["one"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Lines_are_split_at_their_ends_and_long_ones_are_cut()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var (output, error) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await host.RunAsync(
            new HostCommand { Line = "printf 'a\\r\\n\\nü\\n'; head -c 65536 /dev/zero | tr '\\0' x; echo; head -c 100000 /dev/zero | tr '\\0' y; printf '\\nend'; echo err >&2", OnOutput = output.Enqueue, OnError = error.Enqueue }, Ct);
        output.ShouldBe(["a", "", "ü", new('x', 65536), $"{new string('y', 65536)}… [34464 more characters]", "end"]);
        error.ShouldBe(["err"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Of_long_text_the_end_is_kept()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var result = await host.RunAsync("head -c 5000000 /dev/zero | tr '\\0' x; echo end", Ct);
        result.Output.ShouldStartWith($"[{5_000_004 - (1024 * 1024)} bytes left out]\nxxx");
        result.Output.ShouldEndWith("xxxend\n");
        result.Output.Length.ShouldBeLessThan(1_100_000);
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_cannot_take_the_output_ends_the_command()
    {
        await using var host = await TestShells.OpenAsync("dash");
        await Should.ThrowAsync<InvalidOperationException>(() => host.RunAsync(
            new HostCommand { Line = "echo x; sleep 7702", OnOutput = _ => throw new InvalidOperationException("full") }, Ct));
        await Eventually.NoProcessHasAsync("sleep 7702");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_may_close_its_outputs_and_go_on()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var result = await host.RunAsync("echo x; exec >&- 2>&-; sleep 0.3; exit 5", Ct);
        (result.ExitCode, result.Output).ShouldBe((5, "x\n"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Its_input_is_empty()
    {
        await using var host = await TestShells.OpenAsync("dash");
        (await host.RunAsync("cat; echo end", Ct)).Output.ShouldBe("end\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task Ten_thousand_short_lines_arrive_in_order()
    {
        await using var host = await sshd.OpenAsync("plain");
        var lines = new ConcurrentQueue<string>();
        (await host.RunAsync(new HostCommand { Line = "seq 10000", OnOutput = lines.Enqueue }, Ct)).EnsureSucceeded();
        lines.ShouldBe(Enumerable.Range(1, 10_000).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact(Timeout = 60_000)]
    public async Task Processes_that_say_nothing_hold_no_threads()
    {
        await using var host = await TestShells.OpenAsync("dash");
        var before = ThreadPool.ThreadCount;
        var processes = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => host.StartAsync(new HostCommand { Line = "exec sleep 100" }, Ct)));
        (ThreadPool.ThreadCount - before).ShouldBeLessThan(30);
        await Task.WhenAll(processes.Select(p => p.KillAsync()));
    }
}
