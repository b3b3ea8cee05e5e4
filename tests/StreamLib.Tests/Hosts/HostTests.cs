using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class HostTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task This_machine_shares_its_files()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        host.SharesFiles.ShouldBeTrue();
        host.Address.ShouldBe("127.0.0.1");
        host.Facts.DotNet.ShouldNotBeNull();
        (File.GetUnixFileMode(host.Folder) & (UnixFileMode)0b111_111).ShouldBe(UnixFileMode.None);
        (await host.ForwardAsync(new(System.Net.IPAddress.Loopback, 4242), Ct)).ShouldBe("127.0.0.1:4242");
    }

    [Fact(Timeout = 30_000)]
    public async Task An_address_that_was_written_is_the_address()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local with { Address = "192.0.2.1" }, TestShells.Quick, Ct);
        host.Address.ShouldBe("192.0.2.1");
    }

    [Fact(Timeout = 30_000)]
    public async Task Its_own_directory_goes_first()
    {
        var folder = Directory.CreateTempSubdirectory("streamlib-directory-").FullName;
        try
        {
            await using var host = await Host.OpenAsync(HostSpec.Local with { Directory = folder }, TestShells.Quick, Ct);
            host.Folder.ShouldStartWith($"{folder}/streamlib/test.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData("dash", "/proc/none", "it is not there and cannot be made")]
    [InlineData("bash", "/proc/self/net", "it has no room, or names in its path that are not plain")]
    [InlineData("busybox", "here", "it does not begin with /")]
    public async Task A_directory_that_does_not_serve_is_said_with_what_is_used_instead(string shell, string directory, string why)
    {
        var log = new System.Collections.Concurrent.ConcurrentQueue<LogLine>();
        await using var host = await TestShells.OpenAsync(shell, TestShells.Quick with { Log = log.Enqueue }, directory);

        log.ShouldHaveSingleItem().ShouldBe(new LogLine($"{shell}: its directory {directory} is not used: {why}; the work is done in {host.Folder}", Warning: true));
        host.Folder.ShouldNotStartWith(directory);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_launcher_that_fails_is_named_in_its_own_words()
    {
        var error = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(HostList.Parse("x=exec:no-such-launcher -i", ".")[0], TestShells.Quick, Ct));
        error.Text.ShouldBe("error SL2004: Host x (exec:no-such-launcher -i) started no POSIX shell: setsid: failed to execute no-such-launcher: No such file or directory. The way in must lead to a machine with /bin/sh, coreutils or busybox.");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_working_directory_that_is_not_there_is_an_error_of_the_command()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        var error = await Should.ThrowAsync<CommandException>(() => host.RunAsync(new HostCommand { Line = "true", WorkingDirectory = "/no/such folder" }, Ct));
        error.Text.ShouldBe("error SL3002: Command on host local could not be started, there is no folder /no/such folder: true");
        (await host.RunAsync(new HostCommand { Line = "pwd", WorkingDirectory = "/usr/bin" }, Ct)).Output.ShouldBe("/usr/bin\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_failed_command_says_how_it_ended_and_what_it_said_last()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        var error = Should.Throw<CommandException>((await host.RunAsync("echo first >&2; echo last >&2; exit 3", Ct)).EnsureSucceeded);
        error.Text.ShouldBe("error SL3001: 'echo first >&2; echo last >&2; exit 3' on local ended with exit 3: last");
        error.Result!.ExitCode.ShouldBe(3);
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_a_run_stops_the_command()
    {
        await using var host = await sshd.OpenAsync("plain");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var line = $"sleep {Random.Shared.Next(100_000, 999_999)}.5";
        var run = host.RunAsync(line, cancel.Token);
        await Eventually.SomeProcessIsAsync(line);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        Eventually.Processes(line).ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_the_opening_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var opening = Host.OpenAsync(HostList.Parse("exec:sh -c 'sleep 7703'", ".")[0], TestShells.Quick with { ConnectTimeout = TimeSpan.FromMinutes(5) }, cancel.Token);
        await Eventually.IsTrueAsync(() => Eventually.Processes("sleep 7703").Count > 0, "the launcher runs");
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => opening);
        await Eventually.NoProcessHasAsync("sleep 7703");
    }

    [Fact(Timeout = 30_000)]
    public async Task Ways_stack()
    {
        var spec = HostList.Parse("ssh:plain|exec:setpriv --reuid 65534 --clear-groups|exec:env STACKED=yes", ".")[0];
        await using var host = await Host.OpenAsync(spec, sshd.Options, Ct);
        (await host.RunAsync("id -un; echo $STACKED", Ct)).Output.ShouldBe("nobody\nyes\n");
        host.Facts.User.ShouldBe("nobody");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_network_namespace_is_a_host()
    {
        var name = $"streamlib{Environment.ProcessId}";
        Run("ip", "netns", "add", name);
        try
        {
            await using var host = await Host.OpenAsync(HostList.Parse($"exec:ip netns exec {name}", ".")[0], TestShells.Quick, Ct);
            host.Name.ShouldBe(name);
            (await host.RunAsync("ls /sys/class/net", Ct)).Output.ShouldBe("lo\n");
        }
        finally
        {
            Run("ip", "netns", "del", name);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_group_runs_a_command_everywhere_at_once()
    {
        await using var hosts = await HostGroup.OpenAsync("local:,ssh:plain,ssh:nobody,local:", sshd.Options with { ConnectTimeout = TimeSpan.FromSeconds(8) }, Ct);
        var results = await hosts.RunAsync("echo $((6*7))", Ct);
        string.Join(' ', results.Select(r => $"{r.Host.Name}:{r.Result?.Output.Trim() ?? r.Error!.Code}")).ShouldBe("local:42 plain:42 nobody:SL2001 local2:42");
        hosts.Hosts.Count.ShouldBe(3);
        hosts.Failures.ShouldHaveSingleItem().Host.Name.ShouldBe("nobody");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_wrong_mark_or_variable_is_an_error_of_the_caller()
    {
        await using var host = await Host.OpenAsync(HostSpec.Local, TestShells.Quick, Ct);
        await Should.ThrowAsync<ArgumentException>(() => host.RunAsync(new HostCommand { Line = "true", Mark = "a b" }, Ct));
        await Should.ThrowAsync<ArgumentException>(() => host.RunAsync(
            new HostCommand { Line = "true", Environment = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("a-b", "") }, Ct));
    }

    private static void Run(string file, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(file, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
