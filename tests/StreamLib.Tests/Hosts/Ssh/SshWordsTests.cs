using System.Diagnostics;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

/// <summary>What went wrong is judged by the reports of the ssh client alone, whatever a banner says.</summary>
public class SshWordsTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_banner_is_no_reason_to_refuse_a_host()
    {
        await using var host = await sshd.OpenAsync("bannered");
        (await host.RunAsync("exit 7", Ct)).ExitCode.ShouldBe(7);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_key_that_is_refused_behind_a_banner_is_a_refused_key()
    {
        var config = sshd.Configure($"Host it\n  HostName 127.0.0.1\n  Port {sshd.PortOf("bannered")}", "  IdentityFile none", "  IdentityAgent none");
        var error = await FailAsync(config);
        error.Code.ShouldBe("SL2003");
        error.Message.ShouldNotContain("contract");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_login_shell_that_refuses_is_quoted_at_once()
    {
        var since = Stopwatch.GetTimestamp();
        var error = await Should.ThrowAsync<HostException>(() => sshd.OpenAsync("barred", sshd.Options with { ConnectTimeout = TimeSpan.FromMinutes(1) }));
        error.Code.ShouldBe("SL2004");
        error.Message.ShouldContain("This account is currently not available");
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(25));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_jump_host_that_refuses_the_key_is_named_by_its_own_client()
    {
        var config = sshd.Configure(
            "Host jump", "  IdentityFile none", "  IdentityAgent none", $"  Port {sshd.Port}", "  HostName 127.0.0.1",
            "Host it", "  ProxyJump jump", $"  Port {sshd.Port}", "  HostName ::1");
        (await FailAsync(config)).Code.ShouldBe("SL2003");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_banner_of_a_jump_host_decides_nothing()
    {
        string[] jump = ["Host jump", $"  Port {sshd.PortOf("bannered")}", "  HostName 127.0.0.1", "Host it", "  ProxyJump jump", "  HostName 127.0.0.1"];
        (await FailAsync(sshd.Configure([.. jump, "  Port 1"]), TimeSpan.FromSeconds(2))).Code.ShouldBe("SL2001");
        var refused = sshd.Configure(["Host jump", "  IdentityFile none", "  IdentityAgent none", .. jump[1..], $"  Port {sshd.Port}"]);
        (await FailAsync(refused)).Code.ShouldBe("SL2003");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_banner_of_a_further_hop_decides_nothing()
    {
        // The first machine reaches the second with a configuration of its own, which knows neither its key nor that of its user.
        var error = await Should.ThrowAsync<HostException>(() => Host.OpenAsync(
            HostList.Parse("ssh:plain|ssh://root@127.0.0.1:1", ".")[0], sshd.Options with { ConnectTimeout = TimeSpan.FromSeconds(2) }, Ct));
        error.Code.ShouldBe("SL2001");
    }

    [Theory]
    [InlineData("root@h1: Permission denied (publickey).", "SL2003")]
    [InlineData("Host key verification failed.", "SL2002")]
    [InlineData("No ED25519 host key is known for h1 and you have requested strict checking.\nHost key verification failed.", "SL2002")]
    [InlineData("ssh: connect to host h1 port 22: Connection refused", "SL2001")]
    [InlineData("ssh: Could not resolve hostname h1: Name or service not known", "SL2001")]
    [InlineData("kex_exchange_identification: Connection closed by remote host\nConnection closed by 10.0.0.1 port 22", "SL2001")]
    [InlineData("Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures", "SL2003")]
    [InlineData("Received disconnect from 10.0.0.1 port 22:11: Permission denied, Bad configuration option", "SL2004")]
    [InlineData("Unable to negotiate with 10.0.0.1 port 22: no matching key exchange method found.", "SL2001")]
    [InlineData("channel 0: open failed: connect failed: open failed", "SL2009")]
    [InlineData("No user exists for uid 12345", "SL2070")]
    [InlineData("/home/me/.ssh/config: line 3: Bad configuration option: foo\n/home/me/.ssh/config: terminating, 1 bad configuration options", "SL2070")]
    [InlineData("Bad owner or permissions on /home/me/.ssh/config", "SL2070")]
    [InlineData("unix_listener: path \"/x\" too long for Unix domain socket", "SL2070")]
    public void What_the_client_reports_has_a_code(string reported, string code)
    {
        var host = HostList.Parse("ssh:h1", ".")[0];
        SshFailure.Of(host, reported, SshServer.Banner).Code.ShouldBe(code);
        // The client of another host has no file of its own: its lines stand between those of the banner.
        var printed = $"welcome: timed out\n{reported}\nPermission denied to all\n";
        if (!reported.Contains("unix_listener", StringComparison.Ordinal) && !reported.Contains("terminating", StringComparison.Ordinal))
            SshFailure.Of(host, SshFailure.OwnLines(printed), printed).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("Access denied: Permission denied")]
    [InlineData("Sessions are timed out. Connection closed when idle")]
    [InlineData("REMOTE HOST IDENTIFICATION HAS CHANGED")]
    [InlineData("** No matching host key **")]
    public void Words_of_a_banner_alone_mean_nothing(string banner)
    {
        var host = HostList.Parse("ssh:h1", ".")[0];
        SshFailure.Of(host, "", banner).Code.ShouldBe("SL2004");
        SshFailure.Of(host, SshFailure.OwnLines(banner), banner).Code.ShouldBe("SL2004");
        SshFailure.Of(host, "root@h1: Permission denied (publickey).", banner).Code.ShouldBe("SL2003");
    }

    private async Task<HostException> FailAsync(string config, TimeSpan? timeout = null) => await Should.ThrowAsync<HostException>(() => Host.OpenAsync(
        HostList.Parse("ssh:it", ".")[0], sshd.Options with { SshConfig = config, ConnectTimeout = timeout ?? TimeSpan.FromMinutes(1) }, Ct));
}
