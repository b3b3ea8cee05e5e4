using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class PlacementTests
{
    private static readonly Plan Netperf = Plan.Named("MultiNetperf").Stream("server").Role("client", "*");

    [Fact]
    public void Without_hosts_all_streams_are_on_this_machine_and_a_role_is_two() =>
        Placed(Netperf).ShouldBe("server@local client1@local client2@local");

    [Fact]
    public void The_first_host_is_the_server_and_every_further_host_a_client() =>
        Placed(Netperf, "h1", "h2", "h3", "h4").ShouldBe("server@h1 client1@h2 client2@h3 client3@h4");

    [Fact]
    public void A_role_of_one_keeps_its_name() => Placed(Netperf, "h1", "h2").ShouldBe("server@h1 client@h2");

    [Fact]
    public void A_stream_can_name_its_host() =>
        Placed(Plan.Named("T").Stream("a").Role("b", "*") with { Streams = [.. Netperf.Streams.Select(s => s.Name == "server" ? s with { Host = "h3" } : s)] }, "h1", "h2", "h3")
            .ShouldBe("server@h3 client1@h1 client2@h2");

    [Fact]
    public void The_remaining_hosts_are_those_that_other_streams_leave() =>
        Placed(Plan.Named("T").Role("load", "*").Stream("server"), "h1", "h2", "h3").ShouldBe("load1@h1 load2@h2 server@h3");

    [Fact]
    public void Too_few_hosts_are_an_error_that_says_what_is_needed() =>
        Should.Throw<PlanException>(() => Placed(Netperf, "h1")).Text.ShouldBe(
            "error SL1030: MultiNetperf needs 2 hosts for its streams (server, client x *) but the run has 1: h1. Give more hosts, give none to run all streams on this machine, or let the test share its hosts.");

    [Fact]
    public void A_test_that_shares_puts_several_streams_on_one_host() =>
        Placed(Plan.Named("T").Role("client", 3) with { Share = true }, "h1", "h2").ShouldBe("client1@h1 client2@h2 client3@h1");

    [Fact]
    public void A_host_that_is_not_there_is_named() =>
        Should.Throw<PlanException>(() => Placed(Plan.Named("T") with { Streams = [new TestStream { Name = "a", Host = "h9" }] }, "h1"))
            .Text.ShouldBe("error SL1031: Stream a of T wants host h9, which is not among the hosts of this run: h1.");

    private static string Placed(Plan plan, params string[] hosts)
    {
        ImmutableArray<HostSpec> specs = [.. hosts.Select(name => new HostSpec { Name = name, Way = [new HostHop("ssh", name)] })];
        return string.Join(' ', Placement.Of(plan, specs).Select(s => $"{s.Name}@{s.Host.Name}"));
    }
}
