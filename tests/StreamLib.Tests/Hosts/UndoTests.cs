using System.Collections.Immutable;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>Commands that undo a change of the host, in every ending.</summary>
public sealed class UndoTests(SshServer sshd) : IDisposable
{
    private readonly List<LogLine> log = [];
    private readonly string folder = Directory.CreateTempSubdirectory("streamlib-test-").FullName;

    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Trace => Path.Combine(folder, "trace");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Closing_runs_them_last_registered_first_after_all_that_ran_there(string shell)
    {
        await using (var host = await TestShells.OpenAsync(shell, TestShells.Quick with { Log = log.Add }))
        {
            await host.OnEndAsync($"echo \"first $WHAT\" >>{Trace}", new Dictionary<string, string> { ["WHAT"] = "it's 100 %" }.ToImmutableSortedDictionary(), Ct);
            await host.OnEndAsync($"echo second >>{Trace}\necho more >>{Trace}", null, Ct);
            await host.OnEndAsync("echo no such device >&2; exit 3", null, Ct);
            var ended = await TestShells.StartReadyAsync(host, new() { Line = $"trap 'echo stopped >>{Trace}; exit' TERM; echo ready; while :; do sleep 0.1; done", Mark = "server/1" });
            File.Exists(Trace).ShouldBeFalse();
        }

        File.ReadAllLines(Trace).ShouldBe(["stopped", "second", "more", "first it's 100 %"]);
        log.Select(line => line.Text).ShouldContain($"{shell}: at the end: echo second >>{Trace} echo more >>{Trace}");
        log.Single(line => line.Warning).Text.ShouldBe($"{shell}: at the end, with exit status 3: echo no such device >&2; exit 3: no such device");
    }

    [Fact(Timeout = 30_000)]
    public async Task One_that_hangs_does_not_hold_the_others()
    {
        await using (var host = await TestShells.OpenAsync("dash", TestShells.Quick with { Log = log.Add, CleanupTimeout = TestShells.Quick.Grace + TimeSpan.FromSeconds(1) }))
        {
            await host.OnEndAsync($"echo last >>{Trace}", null, Ct);
            await host.OnEndAsync("sleep 600", null, Ct);
        }

        await Eventually.IsTrueAsync(() => File.Exists(Trace), "the other one ran");
    }

    [Fact(Timeout = 30_000)]
    public async Task Silence_runs_them()
    {
        var options = TestShells.Quick with { HeartbeatLimit = TimeSpan.FromSeconds(1), HeartbeatInterval = TimeSpan.FromMinutes(5) };
        await using var host = await TestShells.OpenAsync("dash", options);
        await host.OnEndAsync($"echo undone >{Trace}", null, Ct);
        await Eventually.IsTrueAsync(() => File.Exists(Trace), "it was undone");
        await Eventually.IsTrueAsync(() => !Directory.Exists(host.Folder), "the folder is gone");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("local:")]
    [InlineData("ssh:plain")]
    [InlineData("exec:env")]
    public async Task A_killed_controller_leaves_them_to_the_host(string list)
    {
        var (controller, job) = await TestController.StartAsync(list, "exec sleep 600", sshd.Config);
        using (controller)
        {
            // As a nested test does it, in a process on the host.
            await File.WriteAllTextAsync($"{job}/ends/000001", $"# undo\necho undone >{Trace}\n", Ct);
            controller.Kill();
        }

        await Eventually.IsTrueAsync(() => File.Exists(Trace), "it was undone");
        await Eventually.IsTrueAsync(() => !Directory.Exists(job), "the folder is gone");
    }
}
