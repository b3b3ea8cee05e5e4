using System.Collections.Immutable;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

/// <summary>Settings of a user's ssh configuration that would change what a session is, and those that are to arrive in every session.</summary>
public class SshSettingsTests(SshServer sshd)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData("SessionType none")]
    [InlineData("SessionType subsystem")]
    [InlineData("StdinNull yes")]
    [InlineData("ForkAfterAuthentication yes")]
    [InlineData("RequestTTY force")]
    [InlineData("ControlMaster auto")]
    [InlineData("RemoteCommand false")]
    public async Task A_setting_for_other_uses_of_ssh_does_not_break_a_host(string setting)
    {
        await using var host = await OpenAsync(sshd.Configure("Host it", "  HostName 127.0.0.1", $"  Port {sshd.Port}", $"  {setting}"));
        (await host.RunAsync("cat; exit 7", Ct)).ExitCode.ShouldBe(7);
    }

    [Fact(Timeout = 30_000)]
    public async Task Variables_that_are_sent_and_set_arrive_in_every_session()
    {
        var config = sshd.Configure("Host it", "  HostName 127.0.0.1", $"  Port {sshd.Port}", "  SendEnv SL_A* SL_?", "  SendEnv SL_C", "  SetEnv SL_SET=set");
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToImmutableDictionary(v => (string)v.Key, v => (string?)v.Value ?? "")
            .SetItem("SL_AA", "a").SetItem("SL_B", "b 'quoted'").SetItem("SL_C", "c").SetItem("SL_DD", "not sent");
        await using var host = await OpenAsync(config, environment);
        var result = await host.RunAsync("echo \"$SL_AA,$SL_B,$SL_C,$SL_DD,$SL_SET\"", Ct);
        result.Output.Trim().ShouldBe("a,b 'quoted',c,,set");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("  NoSuchSetting yes")]
    [InlineData("  Port none")]
    public async Task A_configuration_that_ssh_refuses_does_not_blame_the_host(string line)
    {
        var error = await Should.ThrowAsync<HostException>(() => OpenAsync(sshd.Configure("Host it", line)));
        error.Code.ShouldBe("SL2070");
        error.Message.ShouldStartWith("The ssh client of this machine cannot be used to reach host it: ");
        error.Message.ShouldContain("line 2");
    }

    private Task<Host> OpenAsync(string config, ImmutableDictionary<string, string>? environment = null) =>
        Host.OpenAsync(HostList.Parse("ssh:it", ".")[0] with { Environment = environment }, sshd.Options with { SshConfig = config }, Ct);
}
