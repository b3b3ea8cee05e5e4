using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Jobs;

/// <summary>Secrets and tokens on real hosts: looked for in all that <c>ps</c> shows on both sides all through a run, and in all that is left of it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class HiddenTests
{
    private const string Password = "pl4nted-s3cret-w0rd";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task No_list_of_processes_and_no_result_shows_them()
    {
        Lab.Require();
        await using var lab = await Lab.UpAsync(new LabOptions(2) { NoDotnet = true, NoForwarding = true }, Ct);
        var plan = Plan.Named("Hidden")
            .Stream("one", s => s.Run("tell", Step("one"), step => step with { Cleanup = "test -n \"$PARAM_PASSWORD\"" }))
            .Stream("two", s => s.Run("hear", Step("two")));
        var secrets = ImmutableSortedDictionary<string, Secret>.Empty.Add("password", new Secret("env:PLANTED", Password));
        using var sampler = new Sampler();

        var job = new TestJob();
        var running = job.StartAsync(plan with { OnFailure = ["env"] }, o => o with { Hosts = "ssh:h1,ssh:h2", SshConfig = lab.SshConfig, Secrets = secrets }, Ct);
        await job.EventAsync<NestedStarted>(_ => true);
        var door = Directory.EnumerateFiles(job.Home, "sync.json", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Single();
        (File.GetUnixFileMode(door) & (UnixFileMode)0b111_111).ShouldBe(UnixFileMode.None);
        var control = (string)JsonNode.Parse(await File.ReadAllTextAsync(door, Ct))!["token"]!;
        await running;
        var seen = await sampler.EndAsync();

        job.Result.ExitCode.ShouldBe(1, job.File("job.log"));
        var tokens = new[] { (await lab.SshAsync("h1", "cat token", Ct)).Output.Trim(), (await lab.SshAsync("h2", "cat token", Ct)).Output.Trim(), control };
        tokens.ShouldAllBe(t => t.Length > 15);
        // The lists of the hosts are part of that of this machine.
        seen.ShouldContain(line => line.Contains("barrier met 2 60", StringComparison.Ordinal) && line.Contains("stream-sync", StringComparison.Ordinal));
        foreach (var hidden in tokens.Append(Password))
        {
            seen.ShouldNotContain(line => line.Contains(hidden, StringComparison.Ordinal));
            foreach (var file in Directory.EnumerateFiles(job.Home, "*", SearchOption.AllDirectories))
                Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, Ct)).ShouldNotContain(hidden, customMessage: file);
        }
    }

    private static string Step(string name) =>
        $"printf '%s\\n' \"$STREAMLIB_TOKEN\" >$HOME/token; env; sh \"$STREAM_SYNC\" barrier met 2 60; sleep 1; env >$STREAMLIB_OUTPUT/env; [ {name} = two ]";

    /// <summary>Reads the command lines of all processes of this machine, again and again.</summary>
    private sealed class Sampler : IDisposable
    {
        private readonly ConcurrentDictionary<string, byte> seen = new();
        private readonly CancellationTokenSource end = new();
        private readonly Task sampling;

        public Sampler() => sampling = Task.Factory.StartNew(Sample, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public async Task<IReadOnlyCollection<string>> EndAsync()
        {
            await end.CancelAsync();
            await sampling;
            return [.. seen.Keys];
        }

        public void Dispose() => end.Dispose();

        private void Sample()
        {
            while (!end.Token.WaitHandle.WaitOne(5))
            {
                foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(f[6])))
                {
                    try
                    {
                        seen.TryAdd(File.ReadAllText($"{folder}/cmdline").Replace('\0', ' '), 0);
                    }
                    catch (IOException)
                    {
                        // It has ended.
                    }
                }
            }
        }
    }
}
