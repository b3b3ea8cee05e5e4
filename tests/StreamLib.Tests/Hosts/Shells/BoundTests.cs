using System.Diagnostics;
using System.Globalization;
using StreamLib.Hosts;
using StreamLib.Plans;
using Lab = StreamLibTesting.Lab;
using TemporaryFolder = StreamLibTesting.TemporaryFolder;

namespace StreamLibTests.Hosts;

/// <summary>No wait for what runs on a host is without a bound, and what is lost is called by its name.</summary>
public sealed class BoundTests
{
    private static readonly HostOptions s_short =
        TestShells.Quick with
        {
            Grace = TimeSpan.FromSeconds(0.5),
            CleanupTimeout = TimeSpan.FromSeconds(1.5),
            ConnectTimeout = TimeSpan.FromSeconds(2),
        };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_session_that_ends_alone_is_told_from_a_lost_host_even_where_its_outputs_stay_open()
    {
        // The launcher leaves something that holds the outputs for ever.
        var launcher = Script("run", "sleep 20 2>/dev/null &\nexec \"$@\"\n");
        await using var host = await TestShells.OpenAsync("dash", s_short, launcher: launcher);
        const string Line = "echo ready; echo 'the last word' >&2; exec sleep 100";
        var process = await TestShells.StartReadyAsync(host, new HostCommand { Line = Line });
        Process.GetProcessById(ParentOf(process.Pid)).Kill();

        var error = await Should.ThrowAsync<HostException>(() => process.Completion);
        error.Code.ShouldBe("SL2064");
        error.Message.ShouldContain("is still there, but the session of 'echo ready;");
        error.Message.ShouldContain("(the last line of its standard error: the last word)");
        (await host.RunAsync("echo here", Ct)).Output.ShouldBe("here\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_session_that_never_begins_is_given_up()
    {
        var folder = TemporaryFolder.Make();
        var launcher = Script("slow", $"[ ! -e {folder}/hang ] || exec sleep 30\nexec \"$@\"\n");
        await using var host = await TestShells.OpenAsync("dash", s_short, launcher: launcher);
        await File.WriteAllTextAsync(Path.Combine(folder, "hang"), "", Ct);

        var error = await Should.ThrowAsync<HostException>(() => host.RunAsync("true", Ct));
        error.Code.ShouldBe("SL2009");
        error.Message.ShouldContain("no shell was there within 2 s (ConnectTimeout)");

        // And whoever does not want it any more does not wait for it.
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        await Should.ThrowAsync<OperationCanceledException>(() => host.RunAsync("true", stop.Token));
        File.Delete(Path.Combine(folder, "hang"));
        (await host.RunAsync("true", Ct)).Ending.ShouldBe("exit 0");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_that_answers_no_request_is_lost()
    {
        await using var host = await TestShells.OpenAsync("dash", s_short);
        var error = await Should.ThrowAsync<HostException>(() => host.RequestAsync("sleep 20"));
        error.Code.ShouldBe("SL2006");
        error.Message.ShouldContain("it answered no request for 2 s");
    }

    // As sudo, which belongs to root while it looks up the name of its host.
    [Fact(Timeout = 30_000)]
    public async Task Who_may_not_be_sent_a_signal_yet_is_sent_it_when_he_may()
    {
        using var user = new OtherUser();
        var options = TestShells.Quick with { Grace = TimeSpan.FromSeconds(10) };
        await using var host = await user.OpenAsync(options);
        var process = await TestShells.StartReadyAsync(host, new HostCommand { Line = user.Line(thenMay: true) });

        await process.StopAsync();
        var result = await process.Completion;
        (result.Ending, result.Stopped, result.Forced).ShouldBe(("signal TERM", true, false));
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_may_never_be_sent_a_signal_is_named_and_the_host_is_not_lost()
    {
        using var user = new OtherUser();
        await using var host = await user.OpenAsync(s_short);
        var process = await TestShells.StartReadyAsync(host, new HostCommand { Line = user.Line(thenMay: false) });

        await process.StopAsync();
        var error = await Should.ThrowAsync<HostException>(() => process.Completion);
        error.Code.ShouldBe("SL2065");
        error.Message.ShouldContain($"could not be ended: process {process.Pid} (");
        host.LostReason.ShouldBeNull();
        (await host.RunAsync("echo here", Ct)).Output.ShouldBe("here\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_launcher_says_is_not_about_the_way_to_it()
    {
        const string Slow = "sudo: unable to resolve host h1: Temporary failure in name resolution";
        var sudo = Script("sudo", $"echo '{Slow}' >&2\necho 'sudo: a password is required' >&2\nexit 1\n");
        var spec = HostSpec.Local with { Name = "h1", Way = [new("exec", $"{sudo} -n")] };
        var began = Stopwatch.GetTimestamp();
        var error = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(spec, TestShells.Quick, Ct));
        error.Code.ShouldBe("SL2066");
        error.Message.ShouldContain($"'{sudo} -n' started no shell there: {Slow}; sudo: a password is required.");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TestShells.Quick.ConnectTimeout);
    }

    private static string Script(string name, string text)
    {
        var path = Path.Combine(TemporaryFolder.Make(), name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}");
        Run($"chmod 755 {path}");
        return path;
    }

    private static void Run(string line)
    {
        using var process = Process.Start("/bin/sh", ["-c", line]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }

    private static int ParentOf(int pid) =>
        int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[1], CultureInfo.InvariantCulture);

    /// <summary>A user without rights, and a program that belongs to root at first: only this user can run it.</summary>
    private sealed class OtherUser : IDisposable
    {
        private readonly int id = 61_000 + Random.Shared.Next(4000);
        private readonly string folder = TemporaryFolder.Make();

        public OtherUser()
        {
            Lab.Require();
            var program = Path.Combine(folder, "python");
            File.Copy("/usr/bin/python3", program);
            Run($"chmod 711 {folder} && chown 0:{id} {program} && chmod 4710 {program}");
            Run($"mkdir {folder}/home && chown {id}:{id} {folder}/home");
        }

        public Task<Host> OpenAsync(HostOptions options)
        {
            var launcher = FormattableString.Invariant($"setpriv --reuid={id} --regid={id} --clear-groups env HOME={folder}/home");
            return Host.OpenAsync(HostSpec.Local with { Name = "other", Way = [new("exec", launcher)] }, options, Ct);
        }

        public string Line(bool thenMay) =>
            $"exec {folder}/python -c 'import os, time\nos.setresuid(0, 0, 0)\nprint(\"ready\", flush=True)\ntime.sleep(1)\n"
            + (thenMay ? FormattableString.Invariant($"os.setresuid({id}, 0, 0)\ntime.sleep(20)'") : "time.sleep(6)'");

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
