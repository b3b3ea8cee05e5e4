using StreamLib.Hosts;
using StreamLib.Plans;
using StreamLibTesting;

namespace StreamLibTests.Guide;

/// <summary>What docs/guide/host-kinds.md shows is what is there.</summary>
public class HostKindsTests
{
    private static readonly string s_guide = File.ReadAllText(Repository.PathOf("docs", "guide", "host-kinds.md"));

    [Fact]
    public void The_kind_in_the_guide_is_one_that_can_be_compiled() =>
        s_guide.Split("```csharp\n")[1].Split("```")[0].ShouldBe(File.ReadAllText(Repository.PathOf("tests", "StreamLib.Tests", "Guide", "NetnsKind.cs")));

    [Fact]
    public void The_guide_names_every_kind()
    {
        HostKind.All.Keys.ShouldBe(["exec", "local", "slurm", "ssh"]);
        foreach (var written in HostKind.All.Values.SelectMany(k => k.Written)) s_guide.ShouldContain($"`{written.Replace("user@host:port", "user@NAME:PORT", StringComparison.Ordinal)}`");
    }

    [Fact]
    public void Every_host_in_the_guide_can_be_read()
    {
        var hosts = s_guide.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1].Replace("\\|", "|", StringComparison.Ordinal)).ToList();

        hosts.Count.ShouldBeGreaterThan(12);
        foreach (var host in hosts) HostList.Parse(host.Replace("PORT", "22", StringComparison.Ordinal).Replace("OPTION", "option", StringComparison.Ordinal), ".").ShouldNotBeEmpty(host);
    }

    [Fact(Timeout = 30_000)]
    public async Task Sudo_is_a_launcher_like_any_other()
    {
        NetTools.Require("sudo");
        Lab.Require();
        await using var host = await Host.OpenAsync(HostList.Parse("exec:setpriv --clear-groups|exec:sudo -n", ".")[0], HostOptions.Default, TestContext.Current.CancellationToken);

        (await host.RunAsync("echo $SUDO_USER $(id -u)", TestContext.Current.CancellationToken)).Output.ShouldBe("root 0\n");
    }

    [Fact(Timeout = 30_000)]
    public async Task The_kind_in_the_guide_leads_where_it_says()
    {
        Lab.Require();
        var name = $"streamlib{Environment.ProcessId}";
        (await StreamLibTesting.Shell.RunAsync("ip", ["netns", "add", name], null, TestContext.Current.CancellationToken)).EnsureSuccess();
        try
        {
            var hop = new HostHop("netns", name);
            await using var shell = new NetnsKind().Enter(new LocalShell(), HostSpec.Local, hop, HostOptions.Default);
            var (_, there, _) = await LocalProcess.RunAsync(HostSpec.Local, shell.Argv(["/bin/sh", "-c", "ip netns identify"], Seat.First), TestContext.Current.CancellationToken);
            there.Trim().ShouldBe(name);
            new NetnsKind().Check("a b", "netns:a b")!.Message.ShouldBe("'netns:a b' is no host: write netns:NAME, as `ip netns list` shows it.");
        }
        finally
        {
            (await StreamLibTesting.Shell.RunAsync("ip", ["netns", "delete", name], null, CancellationToken.None)).EnsureSuccess();
        }
    }
}
