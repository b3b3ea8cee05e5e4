using System.Net;
using System.Net.Sockets;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

public class SshTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData("plain")]
    [InlineData("noisy")]
    [InlineData("tcsh")]
    public async Task A_command_runs_whatever_the_login_shell_is(string name)
    {
        await using var host = await sshd.OpenAsync(name);
        var result = await host.RunAsync("echo out; echo err >&2; exit 255", Ct);
        (result.ExitCode, result.Output, result.Error).ShouldBe((255, "out\n", "err\n"));
        host.Address.ShouldBe("127.0.0.1");
        host.SharesFiles.ShouldBeFalse();
        host.Facts.User.ShouldBe(Environment.UserName);
        host.Facts.System.ShouldStartWith("Linux ");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_login_shell_prints_goes_to_the_log()
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<LogLine>();
        await using var host = await sshd.OpenAsync("noisy", sshd.Options with { Log = lines.Enqueue });
        await Eventually.IsTrueAsync(() => lines.Count >= 3, "three lines are logged");
        lines.Select(l => l.Text).ShouldBe(["noisy: welcome to this machine", "noisy: no newline", "noisy: it is watched"], ignoreOrder: true);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("refused", "SL2003", "Host refused does not let this user in: root@127.0.0.1: Permission denied (publickey). Log in by hand once")]
    [InlineData("stranger", "SL2002", "Host stranger could not prove that it is the one that is known: ")]
    [InlineData("nobody", "SL2001", "Host nobody cannot be reached: ssh: connect to host 127.0.0.1 port ")]
    [InlineData("no.such.host.invalid", "SL2001", "Host no.such.host.invalid cannot be reached: ")]
    public async Task What_ssh_says_is_in_the_error(string name, string code, string message)
    {
        var error = await Should.ThrowAsync<HostException>(() => sshd.OpenAsync(name, sshd.Options with { ConnectTimeout = TimeSpan.FromSeconds(4) }));
        error.Code.ShouldBe(code);
        error.Message.ShouldStartWith(message);
        error.Host.ShouldBe(name);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_wrong_host_key_is_no_reason_to_try_again()
    {
        var error = await Should.ThrowAsync<HostException>(() => sshd.OpenAsync("stranger", sshd.Options with { ConnectTimeout = TimeSpan.FromMinutes(5) }));
        error.Message.ShouldMatch(
            "^Host stranger could not prove that it is the one that is known: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!; The fingerprint for the ED25519 key sent by the remote host is SHA256:[^;]+; "
            + @"Offending ED25519 key in [^;]+/known_other:\d+; Host key verification failed\. Compare its key, ");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_machine_that_is_silent_is_given_up_in_time()
    {
        // It accepts and says nothing.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var spec = HostList.Parse($"mute=ssh://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", ".")[0];
        var error = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(spec, sshd.Options with { ConnectTimeout = TimeSpan.FromSeconds(1) }, Ct));
        error.Code.ShouldBe("SL2001");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tunnel_leads_back_to_this_machine()
    {
        await using var host = await sshd.OpenAsync("plain");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = await host.ForwardAsync((IPEndPoint)listener.LocalEndpoint, Ct);
        address.ShouldNotBe(listener.LocalEndpoint.ToString());
        using var there = new TcpClient();
        await there.ConnectAsync(IPEndPoint.Parse(address), Ct);
        using var here = await listener.AcceptTcpClientAsync(Ct);
        await there.GetStream().WriteAsync(new byte[] { 42 }, Ct);
        here.GetStream().ReadByte().ShouldBe(42);
    }

    [Fact(Timeout = 30_000)]
    public async Task Where_forwarding_is_off_a_tunnel_is_refused()
    {
        await using var host = await sshd.OpenAsync("closed");
        var error = await Should.ThrowAsync<HostException>(() => host.ForwardAsync(new(IPAddress.Loopback, 9), Ct));
        error.Message.ShouldStartWith("Host closed cannot reach back to this machine: ");
        error.Message.ShouldEndWith("Its sshd must allow TCP forwarding (AllowTcpForwarding).");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lost_connection_is_an_error_of_the_host()
    {
        await using var host = await sshd.OpenAsync("plain");
        await using var process = await host.StartAsync(new HostCommand { Line = "sleep 7701" }, Ct);
        System.Diagnostics.Process.GetProcessById(host.ConnectionPid).Kill();
        var error = await Should.ThrowAsync<HostException>(() => process.Completion);
        error.Code.ShouldBe("SL2006");
        error.Message.ShouldStartWith("Host plain was lost: ");
        await Eventually.IsTrueAsync(() => host.Lost.IsCancellationRequested, "the host is lost");
        host.LostReason.ShouldNotBeNull();
        (await Should.ThrowAsync<HostException>(() => host.RunAsync("true", Ct))).Code.ShouldBe("SL2006");
        await Eventually.NoProcessHasAsync("sleep 7701");
        await Eventually.IsTrueAsync(() => !Directory.Exists(host.Folder), "the folder is gone");
    }
}
