using System.Globalization;
using System.Text.RegularExpressions;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLibTesting;
using StreamLibTests.Hosts;

namespace StreamLibTests.Jobs;

/// <summary>Tests that write much.</summary>
public sealed class FloodTests(OtherKinds kinds) : IDisposable
{
    private const long Gigabyte = 1L << 30;

    // More than the controller may have in memory.
    private const long Quarter = 1L << 28;
    private const int LongLine = 100 << 20;

    // Those before the limit and 17 at the end, where three lines of the other output stand too.
    private const long Logged = (16 << 20 >> 10) + 17;

    // The runtime alone takes half of it.
    private const int PeakMebibytes = 200;

    private readonly string results = Directory.CreateTempSubdirectory("streamlib-flood-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(results, recursive: true);

    [Theory(Timeout = 180_000)]
    [InlineData("local", Gigabyte)]
    [InlineData("ssh", Quarter)]
    [InlineData("netns", Quarter)]
    public async Task Much_output_and_a_line_of_100_MiB_pass_in_bounded_memory(string on, long size)
    {
        var line = new string('l', 1023);
        var work = $"yes {line} | head -c {size}; echo the last >&2; head -c {LongLine} /dev/zero | tr '\\0' x >&2; printf '\\nend\\n' >&2";
        var application = Path.Combine(Repository.Root, "tests", "Endings", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Endings.dll");
        var (host, config) = await kinds.WrittenAsync(on);
        var ran = (await Shell.RunAsync("dotnet", [application, host, config ?? "", results, work, "alone"], ShellOptions.Default with { Timeout = TimeSpan.FromSeconds(170) }, Ct)).EnsureSuccess();

        var nested = Path.Combine(results, "test-results/Flood/one/test-results/1-flood");
        new FileInfo(Path.Combine(nested, "stdout")).Length.ShouldBe(size);
        new FileInfo(Path.Combine(nested, "stderr")).Length.ShouldBe("the last\n".Length + LongLine + "\nend\n".Length);
        new FileInfo(Path.Combine(results, "job.log")).Length.ShouldBeInRange(16 << 20, 32 << 20);
        var tail = await TailAsync(Path.Combine(results, "job.log"));
        tail.ShouldContain($"… {(size / 1024) - Logged} lines are left out here (LoggedOutput): the files stdout and stderr hold all");
        tail.ShouldContain($"xxxx… [{LongLine - 65536} more characters]");
        tail.ShouldContain("| end\n");
        int.Parse(ran.Output.Split("peak ")[1].Split(' ')[0], CultureInfo.InvariantCulture).ShouldBeLessThan(PeakMebibytes, ran.Output[^300..]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Ten_thousand_lines_a_second_are_all_there_and_a_terminal_that_stopped_holds_up_nobody()
    {
        using var stuck = new StuckWriter();
        var run = AllLinesAreThereAsync("local", 3, new LiveText(stuck));
        await stuck.Stuck;
        await run;
    }

    [Theory(Timeout = 60_000)]
    [InlineData("ssh")]
    [InlineData("netns")]
    public async Task Ten_thousand_lines_in_a_second_are_all_there(string on) => await AllLinesAreThereAsync(on, 1);

    private async Task AllLinesAreThereAsync(string on, int seconds, params IEventSink[] sinks)
    {
        var count = seconds * 10_000;
        var line = $$"""perl -e '$| = 1; for $i (0..{{(seconds * 100) - 1}}) { print map { $i * 100 + $_, qq(\n) } 1..100; select undef, undef, undef, 0.01 }'""";
        var (host, config) = await kinds.WrittenAsync(on);

        var job = await TestJob.RunAsync(Plan.Named("Fast").Stream("one", s => s.Run("write", line)), o => o with { Hosts = host, SshConfig = config, Sinks = [.. o.Sinks, .. sinks] });

        job.Result.ExitCode.ShouldBe(0);
        var lines = Enumerable.Range(1, count).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray();
        job.Output("one/1-write").ShouldBe(lines);
        job.File("test-results/Fast/one/test-results/1-write/stdout").ShouldBe(string.Join('\n', lines) + "\n");
        Regex.Count(job.File("job.log"), @" \| \d+\n").ShouldBe(count);
    }

    private static async Task<string> TailAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        stream.Seek(-256 * 1024, SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Ct);
    }

    private sealed class StuckWriter : StringWriter
    {
        private readonly TaskCompletionSource stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim end = new();

        public Task Stuck => stuck.Task;

        public override void Write(string? value)
        {
            stuck.TrySetResult();
            end.Wait();
        }

        protected override void Dispose(bool disposing)
        {
            end.Set();
            base.Dispose(disposing);
        }
    }
}
