using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class HostListTests
{
    [Theory]
    [InlineData("local:", "local=local:")]
    [InlineData("ssh:h1", "h1=ssh:h1")]
    [InlineData("ssh:root@h1.lab", "h1.lab=ssh:root@h1.lab")]
    [InlineData("ssh://root@h1:2222", "h1=ssh://root@h1:2222")]
    [InlineData("ssh://[fe80::1]:22", "fe80-1=ssh://[fe80::1]:22")]
    [InlineData("ssh:root@10.0.0.7", "10.0.0.7=ssh:root@10.0.0.7")]
    [InlineData("ssh:::1", "1=ssh:::1")]
    [InlineData("ssh://root@[fe80::1%br-lan]:22", "fe80-1-br-lan=ssh://root@[fe80::1%br-lan]:22")]
    [InlineData("ssh://[fe80::1%eth0.100]", "fe80-1-eth0.100=ssh://[fe80::1%eth0.100]")]
    [InlineData("ssh:root@fe80::1%br-lan", "fe80-1-br-lan=ssh:root@fe80::1%br-lan")]
    [InlineData("ssh:fe80::1%eth0.100", "fe80-1-eth0.100=ssh:fe80::1%eth0.100")]
    [InlineData("db=ssh:h1", "db=ssh:h1")]
    [InlineData("exec:ip netns exec blue", "blue=exec:ip netns exec blue")]
    [InlineData("exec:docker exec -i db", "db=exec:docker exec -i db")]
    [InlineData("exec:kubectl exec -i pod-1 --", "pod-1=exec:kubectl exec -i pod-1 --")]
    [InlineData("ssh:h1|exec:sudo -n", "h1=ssh:h1|exec:sudo -n")]
    [InlineData("local: | exec:env A=b|c sh", "sh=local:|exec:env A=b|c sh")]
    [InlineData("exec:env \"A=x y\" Z=1", "Z-1=exec:env \"A=x y\" Z=1")]
    public void A_host_is_read(string text, string host) => HostList.Parse(text, ".").ShouldHaveSingleItem().ToString().ShouldBe(host);

    [Theory]
    [InlineData("ssh:h1,ssh:h2;local:\n  x=ssh:h3", "h1=ssh:h1 h2=ssh:h2 local=local: x=ssh:h3")]
    [InlineData("exec:podman run -v a:b,c:d -i img, ssh:h2,", "img=exec:podman run -v a:b,c:d -i img h2=ssh:h2")]
    [InlineData("", "")]
    [InlineData(" \n", "")]
    public void A_list_is_split_where_a_host_starts(string text, string hosts) => string.Join(' ', HostList.Parse(text, ".")).ShouldBe(hosts);

    [Theory]
    [InlineData("local:,local:,ssh:h1", "local local2 h1")]
    [InlineData("ssh:h1,ssh:h1,ssh:root@h1", "h1 h1-2 h1-3")]
    [InlineData("local:,local2=ssh:h1,local:", "local local2 local3")]
    [InlineData("local=ssh:h1,local:", "local local2")]
    public void A_derived_name_that_is_taken_gets_a_number(string text, string names) => string.Join(' ', HostList.Parse(text, ".").Select(h => h.Name)).ShouldBe(names);

    [Theory]
    [InlineData("h1", "error SL1101: 'h1' is no host: write ssh:h1 for a machine reached by ssh. The kinds are exec:PREFIX, local:, slurm:, slurm:nodes=N,OPTION=VALUE, ssh:NAME and ssh://user@host:port.")]
    [InlineData("telnet:h1", "error SL1101: 'telnet:h1' is no host: there is no kind 'telnet'. The kinds are exec:PREFIX, local:, slurm:, slurm:nodes=N,OPTION=VALUE, ssh:NAME and ssh://user@host:port.")]
    [InlineData("local:h1", "error SL1102: 'local:h1' is no host: write local: for this machine, with nothing after it.")]
    [InlineData("ssh:h1,h2", "error SL1103: 'ssh:h1,h2' is no host that ssh can reach: write ssh:NAME, ssh:user@NAME or ssh://user@NAME:PORT, and for several hosts ssh:h1,ssh:h2.")]
    [InlineData("ssh:-oProxyCommand=x", "error SL1103: 'ssh:-oProxyCommand=x' is no host that ssh can reach: write ssh:NAME, ssh:user@NAME or ssh://user@NAME:PORT, and for several hosts ssh:h1,ssh:h2.")]
    [InlineData("exec:sh -c 'x", "error SL1104: 'exec:sh -c 'x' is no host: write the launcher that starts a shell there, as in exec:ip netns exec h1, with its quotes closed.")]
    [InlineData("a=ssh:h1,a=ssh:h2", "error SL1106: The name 'a' is given to 2 hosts: a=ssh:h1 and a=ssh:h2. Give each a name of its own, as in NAME=KIND:SPEC.")]
    [InlineData("@none.json", "error SL1110: The inventory 'none.json' cannot be read: Could not find a part of the path '/nowhere/none.json'.")]
    public void A_mistake_says_what_to_write(string text, string error) =>
        Should.Throw<PlanException>(() => HostList.Parse(text, "/nowhere")).Text.ShouldBe(error);

    [Theory]
    [InlineData("ssh:h1:22")]
    [InlineData("ssh:")]
    [InlineData("ssh:a b")]
    [InlineData("ssh://h1:port")]
    [InlineData("ssh://-x")]
    [InlineData("ssh:-l@h1")]
    [InlineData("exec:")]
    [InlineData("ssh:h1|telnet:x")]
    public void What_is_no_host_is_refused(string text) => Should.Throw<PlanException>(() => HostList.Parse(text, "."));

    [Fact]
    public void All_mistakes_are_named_at_once() =>
        Should.Throw<PlanException>(() => HostList.Parse("telnet:h0,ssh:a b,local:x|exec:,a=ssh:h1,a=ssh:h1", ".")).Gaps.Select(g => g.Code)
            .ShouldBe(["SL1101", "SL1103", "SL1102", "SL1104", "SL1106"]);
}
