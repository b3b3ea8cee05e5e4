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

    [Fact]
    public void A_group_takes_its_hosts_before_the_others_choose() =>
        Placed(Plan.Named("T").Stream("any").Stream("fast", s => s with { Group = "25g" }), "h1:25g", "h2").ShouldBe("any@h2 fast@h1");

    [Fact]
    public void A_star_is_one_for_each_host_of_its_group_that_the_others_leave() =>
        Placed(
            Plan.Named("T").Stream("server").Role("client", "*", s => s with { Group = "25g" }).Role("rest", "*"),
            "h1:25g", "h2:25g", "h3", "h4:25g", "h5").ShouldBe("server@h3 client1@h1 client2@h2 client3@h4 rest@h5");

    [Fact]
    public void Who_wants_no_group_gets_one_of_a_group_when_nothing_else_is_there() =>
        Placed(Plan.Named("T").Stream("server").Role("client", "*", s => s with { Group = "25g" }), "h1:25g", "h2:25g", "h3:25g").ShouldBe("server@h3 client1@h1 client2@h2");

    [Fact]
    public void Each_group_can_have_a_star_of_its_own()
    {
        var plan = Plan.Named("T").Role("a", "*", s => s with { Group = "a" }).Role("b", "*", s => s with { Group = "b" });

        PlanRules.Check(plan);
        Placed(plan, "h1:a", "h2:a b", "h3:b").ShouldBe("a1@h1 a2@h2 b@h3");
        Should.Throw<PlanException>(() => PlanRules.Check(plan.Role("c", "*", s => s with { Group = "b" }))).Text
            .ShouldBe("error SL1005: T has 2 roles with count * in group b: only one can have all the remaining hosts.");
    }

    [Fact]
    public void A_host_of_two_groups_goes_where_it_is_needed() =>
        Placed(Plan.Named("T").Stream("a", s => s with { Group = "a" }).Stream("b", s => s with { Group = "b" }), "h1:a b", "h2:a").ShouldBe("a@h2 b@h1");

    [Fact]
    public void Those_that_share_do_so_within_their_group() =>
        Placed(Plan.Named("T").Role("a", 3, s => s with { Group = "a" }).Role("b", 2) with { Share = true }, "h1:a", "h2:a", "h3").ShouldBe("a1@h1 a2@h2 a3@h1 b1@h3 b2@h3");

    [Fact]
    public void A_group_with_too_few_hosts_is_named_with_them() =>
        Should.Throw<PlanException>(() => Placed(Plan.Named("T").Stream("s", s => s with { Group = "25g" }).Role("c", 2, s => s with { Group = "25g" }), "h1:25g", "h2:25g", "h3")).Text.ShouldBe(
            "error SL1095: T needs 3 hosts of group 25g for its streams (s, c x 2), and this run can give it 2: h1, h2. Give more hosts of that group, give none to run all streams on this machine, or let the test share its hosts.");

    [Fact]
    public void A_group_without_hosts_is_an_error_for_those_that_share_too() =>
        Should.Throw<PlanException>(() => Placed(Plan.Named("T").Stream("s", s => s with { Group = "25g" }) with { Share = true }, "h1")).Text.ShouldBe(
            "error SL1095: T needs 1 hosts of group 25g for its streams (s), and this run can give it 0. Give hosts of that group, as an inventory describes them, or give none to run all streams on this machine.");

    [Fact]
    public void A_host_that_is_named_must_be_of_the_group_that_is() =>
        Should.Throw<PlanException>(() => Placed(Plan.Named("T").Stream("s", s => s with { Host = "h1", Group = "25g" }), "h1", "h2:25g")).Text.ShouldBe(
            "error SL1096: Stream s of T wants host h1 and group 25g, to which that host does not belong. Leave out one of them, or add the host to the group in the inventory.");

    [Fact]
    public void Without_hosts_a_group_is_on_this_machine() =>
        Placed(Plan.Named("T").Role("a", "*", s => s with { Group = "a" })).ShouldBe("a1@local a2@local");

    private static string Placed(Plan plan, params string[] hosts)
    {
        ImmutableArray<HostSpec> specs = [.. hosts.Select(host => host.Split(':')).Select(host => new HostSpec { Name = host[0], Way = [new HostHop("ssh", host[0])], Groups = host.Length > 1 ? [.. host[1].Split(' ')] : [] })];
        return string.Join(' ', Placement.Of(plan, specs).Select(s => $"{s.Name}@{s.Host.Name}"));
    }
}
