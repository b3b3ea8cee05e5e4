using StreamLib;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLibEndings;
using StreamLibTesting;

namespace StreamLibTests.Hosts;

/// <summary>A host of the lab on which one ending takes place: what was there before, what runs there, and what is left.</summary>
internal sealed class EndingHost(Lab lab, string name)
{
    private static readonly string s_application =
        Path.Combine(Repository.Root, "tests", "Endings", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Endings.dll");

    private string[] before = [];
    private Host? neighbour;

    public string Name => name;

    /// <summary>How it is written; by default by its name.</summary>
    public string Written { get; set; } = $"ssh:{name}";

    public string SshConfig { get; set; } = lab.SshConfig;

    public string Results { get; private set; } = TemporaryFolder.Make();

    public string Log => File.ReadAllText(Path.Combine(Results, "job.log"));

    /// <summary>Intervals for endings that nobody is told of.</summary>
    public static Deadlines Quick { get; } = new() { Grace = TimeSpan.FromSeconds(1), HeartbeatInterval = TimeSpan.FromSeconds(1), HeartbeatLimit = TimeSpan.FromSeconds(6) };

    /// <summary>Runs the test here; returns when it has said that it works.</summary>
    public async Task<Task<JobResult>> StartAsync(LeavingTest test, CancellationToken cancel = default)
    {
        var sink = new Sayings();
        // What one process runs is kept side by side: each run here is looked at alone.
        Results = TemporaryFolder.Make();
        var job = Job.RunAsync(test, new JobOptions { Hosts = Written, SshConfig = SshConfig, ResultsDirectory = Results, Sinks = [sink] }, cancel);
        await Task.WhenAny(sink.Working, job);
        return job;
    }

    /// <summary>Runs the test in a process of its own; returns when it has said that it works.</summary>
    public async Task<Running> StartProcessAsync(string work, string temporary)
    {
        var running = StreamLibTesting.Shell.Start(
            "dotnet",
            [s_application, Written, SshConfig, Results, work],
            ShellOptions.Default with { Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary, ["DOTNET_EnableDiagnostics"] = "0" } });
        await running.WaitForOutputAsync(": working", TimeSpan.FromSeconds(60));
        return running;
    }

    public async Task LookBeforeAsync() => before = await LookAsync();

    /// <summary>Another job at work on the same host, with a stream of the same name.</summary>
    public async Task InviteNeighbourAsync()
    {
        neighbour = await Host.OpenAsync(HostList.Parse(Written, ".")[0], HostOptions.Default with { SshConfig = SshConfig, Grace = TimeSpan.FromSeconds(1) }, CancellationToken.None);
        await neighbour.StartAsync(new HostCommand { Line = "setsid setsid sleep 5001 </dev/null >/dev/null 2>&1 9<&- & exec sleep 5002", Mark = "one/1-daemons" }, CancellationToken.None);
        await StreamLibTesting.Eventually.Holds(async () => (await ProcessesAsync()).Count(IsOfNeighbour) == 2, "the neighbour works");
    }

    /// <summary>Looks at the host until nothing is there that was not there before, but the trace of what was undone.</summary>
    public async Task NothingIsLeftAsync(bool sshdToo = true, double seconds = 40)
    {
        if (neighbour is not null)
        {
            await StreamLibTesting.Eventually.Passes(
                async () => (await OursAsync(false)).Where(p => p.StartsWith("sleep 4", StringComparison.Ordinal) || p.StartsWith("redis", StringComparison.Ordinal)).ShouldBeEmpty(name), TimeSpan.FromSeconds(seconds));
            (await ProcessesAsync()).Count(IsOfNeighbour).ShouldBe(2, $"{name}: the neighbour is untouched");
            await neighbour.DisposeAsync();
        }

        await StreamLibTesting.Eventually.Passes(async () => (await OursAsync(sshdToo)).ShouldBeEmpty($"processes on {name}"), TimeSpan.FromSeconds(seconds));
        // The tunnel is that of sshd.
        var known = sshdToo ? before : [.. before, .. (await LookAsync()).Where(l => l.StartsWith("LISTEN ", StringComparison.Ordinal))];
        await StreamLibTesting.Eventually.Passes(async () => (await LookAsync()).Except(known).ShouldBeEmpty($"files and sockets on {name}"), TimeSpan.FromSeconds(5));
    }

    /// <summary>All was undone, once, last registered first.</summary>
    public async Task IsUndoneAsync() => (await AsRootAsync("cat /home/stream/trace")).ShouldBe("cleanup\nOnEnd\n", name);

    public async Task<string> AsRootAsync(string line) => (await lab.ExecAsync(name, ["sh", "-c", line])).EnsureSuccess().Output;

    public async Task KillSshdAsync()
    {
        var sshd = (await ProcessesAsync()).Where(p => p.IsSshd).Select(p => $"{p.Id}");
        await AsRootAsync($"kill -KILL {string.Join(' ', sshd)}");
    }

    public Task<IReadOnlyList<StreamLibTesting.HostProcess>> ProcessesAsync() => lab.ProcessesAsync(name);

    /// <summary>The ssh on this machine that holds the connection of the job, and the folder of its socket.</summary>
    public (int Pid, string Folder) Master()
    {
        foreach (var pid in Eventually.Processes($"ssh -M -S "))
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            if (words.Contains(SshConfig) && words.Contains(Written["ssh:".Length..])) return (pid, Path.GetDirectoryName(words[3])!);
        }

        throw new InvalidOperationException($"There is no connection to {name}.");
    }

    public Task CutAsync() => lab.CutAsync(name);

    public Task MendAsync() => lab.MendAsync(name);

    public async Task<string> SshAsync(string line) => (await lab.SshAsync(name, line)).EnsureSuccess().Output;

    /// <summary>Reaches the host by another port of it.</summary>
    public async Task UsePortAsync(int port)
    {
        SshConfig = Path.Combine(TemporaryFolder.Make(), "ssh_config");
        var address = lab.AddressOf(name);
        await File.WriteAllTextAsync(SshConfig, $"Host {name}\n  HostName {address}\n  HostKeyAlias {address}\n  Port {port}\n" + await File.ReadAllTextAsync(lab.SshConfig));
    }

    /// <summary>Works in a folder on a disk of 2 MiB.</summary>
    public async Task WorkOnSmallDiskAsync()
    {
        await AsRootAsync("mkdir /home/stream/small && mount -t tmpfs -o size=2m,mode=777 small /home/stream/small");
        var inventory = Path.Combine(TemporaryFolder.Make(), "small.json");
        await File.WriteAllTextAsync(inventory, $$"""{ "hosts": { "{{name}}": { "connect": "ssh:{{name}}", "directory": "/home/stream/small" } } }""");
        Written = $"@{inventory}";
    }

    private async Task<List<string>> OursAsync(bool sshdToo) =>
        [.. (await ProcessesAsync()).Where(p => p.State != "Z" && (sshdToo || !p.IsSshd)).Select(p => p.Command)];

    private static bool IsOfNeighbour(StreamLibTesting.HostProcess process) => process.Command is "sleep 5001" or "sleep 5002";

    private async Task<string[]> LookAsync() =>
        [.. (await AsRootAsync("find /tmp /var/tmp /home /run /dev/shm; ss -Hltn | tr -s ' '; tc qdisc show dev eth0")).Split('\n')
            .Where(l => !l.EndsWith("/trace", StringComparison.Ordinal) && !l.EndsWith("/go", StringComparison.Ordinal) && l != "/home/stream/.cache")];

    private sealed class Sayings : IEventSink
    {
        private readonly TaskCompletionSource working = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Working => working.Task;

        public void OnEvent(RunEvent runEvent)
        {
            if (runEvent is OutputWritten { Text: "working" }) working.TrySetResult();
        }

        public void Dispose() => working.TrySetResult();
    }
}
