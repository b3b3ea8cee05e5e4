using StreamLib;
using StreamLib.Plans;
using StreamLibEndings;
using StreamLibTesting;

namespace StreamLibTests.Hosts;

/// <summary>However a job ends, nothing is left on its host, and all that it changed there is undone: seen in the process table and the folders of the host.</summary>
public sealed class NothingLeftBehindTests(Endings endings) : IClassFixture<Endings>
{
    public static TheoryData<string> All => [.. Endings.All.Keys];

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(All))]
    public Task After(string ending)
    {
        Lab.Require();
        return endings.Of(ending);
    }
}

/// <summary>All endings at once, each on a host of its own.</summary>
public sealed partial class Endings : IAsyncLifetime
{
    private const string Working = "echo working; exec sleep 4004";
    private const string UntilTold = "echo working; until [ -e $HOME/go ]; do sleep 0.1; done";
    private readonly Dictionary<string, Task> running = [];
    private Lab? lab;

    internal static IReadOnlyDictionary<string, Func<EndingHost, Task>> All { get; } = new Dictionary<string, Func<EndingHost, Task>>
    {
        ["success"] = h => OrderlyAsync(h, new() { Work = "echo working" }, 0),
        ["failure"] = h => OrderlyAsync(h, new() { Work = "echo working; exit 3" }, 1),
        ["timeout"] = h => OrderlyAsync(h, new() { Work = Working, Deadlines = new() { Grace = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(12) } }, 1),
        ["SIGINT"] = h => SignalAsync(h, "INT", 130),
        ["SIGTERM"] = h => SignalAsync(h, "TERM", 130),
        ["kill -9 of the controller"] = h => SignalAsync(h, "KILL", 137),
        ["kill -9 of ssh"] = SshIsKilledAsync,
        ["kill -9 of sshd and its sessions"] = SshdIsKilledAsync,
        ["kill -9 of the listening sshd"] = h => ListenerAsync(h, restarts: false),
        ["restart of sshd"] = h => ListenerAsync(h, restarts: true),
        ["a cut cable"] = CutAsync,
        ["a cable cut for longer than TCP tries"] = CutForLongAsync,
        ["a test that cuts its own link"] = CutsItselfAsync,
        ["disks that are full from the start"] = FullBeforeAsync,
        ["a disk that fills up"] = FillsUpAsync,
        ["processes of root"] = SudoAsync,
    };

    public Task Of(string ending) => running[ending];

    public async ValueTask InitializeAsync()
    {
        if (!Lab.IsPossible) return;
        lab = await Lab.UpAsync(new LabOptions(All.Count) { NoDotnet = true, Sudo = true });
        foreach (var ((ending, take), host) in All.Zip(lab.Hosts)) running[ending] = Task.Run(() => TakeAsync(take, new EndingHost(lab, host)));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lab is not null) await lab.DisposeAsync();
    }

    private static async Task TakeAsync(Func<EndingHost, Task> take, EndingHost host)
    {
        await host.LookBeforeAsync();
        // Whoever is late must not hold up the report of the others.
        await take(host).WaitAsync(TimeSpan.FromMinutes(2));
    }

    private static async Task OrderlyAsync(EndingHost host, LeavingTest test, int exitCode)
    {
        await host.InviteNeighbourAsync();
        var result = await await host.StartAsync(test);
        result.ExitCode.ShouldBe(exitCode, host.Log);
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();
    }

    private static async Task SignalAsync(EndingHost host, string signal, int exitCode)
    {
        await host.InviteNeighbourAsync();
        var temporary = TemporaryFolder.Make();
        await using var controller = await host.StartProcessAsync(Working, temporary);
        await controller.SignalAsync(signal);
        (await controller.WaitAsync()).ExitCode.ShouldBe(exitCode, controller.Output);
        await host.NothingIsLeftAsync();
        await host.IsUndoneAsync();
        // Even who is killed leaves no more than an empty folder here.
        Directory.GetFileSystemEntries(temporary, "*", SearchOption.AllDirectories).Length.ShouldBeLessThanOrEqualTo(signal == "KILL" ? 1 : 0);
        await Eventually.NoProcessHasAsync(temporary);
    }
}
