using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

/// <summary>The ways in that ssh knows, and how a host is waited for.</summary>
public class SshWaysTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task User_address_and_port_as_they_are_written(string address)
    {
        await using var host = await OpenAsync($"ssh://root@{address}:{sshd.Port}", sshd.Configure());
        (await host.RunAsync("exit 7", Ct)).ExitCode.ShouldBe(7);
        host.Address.ShouldBe(address.Trim('[', ']'));
        (await host.ForwardAsync(new IPEndPoint(IPAddress.IPv6Loopback, 9), Ct)).ShouldStartWith("127.0.0.1:");
    }

    [Fact(Timeout = 30_000)]
    public async Task Jump_hosts_one_after_another()
    {
        var config = sshd.Configure(
            "Host far", "  HostName ::1", "  ProxyJump one,two", "Host two", "  HostName ::1", "Host one", "  HostName 127.0.0.1", "Host far one two", $"  Port {sshd.Port}");
        await using var host = await OpenAsync("ssh:far", config);
        (await host.RunAsync("echo \"$SSH_CONNECTION\"", Ct)).Output.ShouldStartWith("::1 ");
    }

    [Fact(Timeout = 30_000)]
    public async Task Keys_of_an_agent()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"streamlib-{Guid.NewGuid():N}");
        using var agent = Process.Start(new ProcessStartInfo("ssh-agent", ["-D", "-a", socket]) { RedirectStandardOutput = true })!;
        try
        {
            await Eventually.IsTrueAsync(() => File.Exists(socket), "the agent listens");
            var start = new ProcessStartInfo("ssh-add", ["-q", await sshd.KeyAsync()]);
            start.Environment["SSH_AUTH_SOCK"] = socket;
            using var add = Process.Start(start)!;
            await add.WaitForExitAsync(Ct);

            const string Destination = "ssh:there";
            string[] there = ["Host there", "  HostName 127.0.0.1", $"  Port {sshd.Port}", "  IdentityFile none"];
            (await Should.ThrowAsync<HostException>(() => OpenAsync(Destination, sshd.Configure([.. there, "  IdentityAgent none", "  PreferredAuthentications password"])))).Code.ShouldBe("SL2003");
            await using var host = await OpenAsync(Destination, sshd.Configure([.. there, $"  IdentityAgent {socket}"]));
            (await host.RunAsync("true", Ct)).Succeeded.ShouldBeTrue();
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
            File.Delete(socket);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_has_to_be_typed_comes_from_SSH_ASKPASS_and_from_nowhere_else()
    {
        var passphrase = Guid.NewGuid().ToString("N");
        var key = await sshd.KeyAsync(passphrase);
        var config = sshd.Configure("Host there", "  HostName 127.0.0.1", $"  Port {sshd.Port}", $"  IdentityFile {key}", "  IdentitiesOnly yes", "  IdentityAgent none");
        var program = $"{key}.ask";
        await File.WriteAllTextAsync(program, $"#!/bin/sh\necho {passphrase}\n", Ct);
        (await StreamLibTesting.Shell.RunAsync("chmod", ["500", program], cancellationToken: Ct)).EnsureSuccess();

        // Nothing asks: the test would wait for ever.
        (await Should.ThrowAsync<HostException>(() => OpenAsync("ssh:there", config))).Message.ShouldContain("nothing asks for a password here unless SSH_ASKPASS is set");
        var (controller, folder) = await TestController.StartAsync("ssh:there", "exec sleep 100", config, 1, ("SSH_ASKPASS", program));
        using (controller)
        {
            try
            {
                Directory.Exists(folder).ShouldBeTrue();
                Eventually.Processes(passphrase).ShouldBeEmpty();
            }
            finally
            {
                controller.Kill();
            }
        }

        await Eventually.IsTrueAsync(() => !Directory.Exists(folder), "the folder is gone");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_host_that_comes_up_late_is_waited_for()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        // What listens there carries everything to the real one; until then the connection is refused.
        var opening = OpenAsync("ssh:late", sshd.Configure("Host late", "  HostName 127.0.0.1", $"  HostKeyAlias [127.0.0.1]:{sshd.Port}", $"  Port {port}"));
        using var refused = new Process { StartInfo = new("ssh", ["-F", sshd.Configure(), "-p", $"{port}", "-o", "BatchMode=yes", "127.0.0.1", "true"]) { RedirectStandardError = true } };
        refused.Start();
        (await refused.StandardError.ReadToEndAsync(Ct)).ShouldContain("Connection refused");
        using var socat = Process.Start("socat", [$"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork", $"TCP:127.0.0.1:{sshd.Port}"]);
        try
        {
            await using var host = await opening;
            (await host.RunAsync("true", Ct)).Succeeded.ShouldBeTrue();
        }
        finally
        {
            socat.Kill(entireProcessTree: true);
            await socat.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Task<Host> OpenAsync(string written, string config) =>
        Host.OpenAsync(HostList.Parse(written, ".")[0], TestShells.Quick with { SshConfig = config }, Ct);
}
