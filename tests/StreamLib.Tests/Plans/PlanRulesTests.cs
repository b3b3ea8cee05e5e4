using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class PlanRulesTests
{
    [Fact]
    public void A_good_plan_passes() => PlanRules.Check(Plan.Named("MultiNetperf")
        .Stream("server", s => s.Start("netserver", "netserver -D -p $PORT", step => step with { Port = "auto", Ready = "port" }))
        .Role("client", "*", s => s
            .Run("netperf", "netperf -H $STREAM_SERVER_ADDRESS -p $STREAM_SERVER_PORT", step => step with { Needs = ["server/netserver"] })
            .Barrier("finished", "role:client")));

    [Fact]
    public void Three_mistakes_are_named_in_one_message()
    {
        var plan = Plan.Named("MultiNetperf")
            .Stream("server", s => s.Start("netserver", "netserver -D", step => step with { Ready = "port" }))
            .Role("client", "*", s => s
                .Run("netperf", "netperf", step => step with { Needs = ["sever/netserver"] })
                .Barrier("finished", "role:clients"));

        Should.Throw<PlanException>(() => PlanRules.Check(plan)).Text.ShouldBe(string.Join(Environment.NewLine,
            "error SL1007: Stream server of MultiNetperf has only background steps, and nothing needs them: it would end at once. Add a foreground step or a barrier, or let a step of another stream need server/netserver.",
            "error SL1014: Step server/netserver of MultiNetperf is ready when its port listens, but has no port: give it one (a number, or auto), or write the number in the gate.",
            "error SL1025: Step client/netperf of MultiNetperf needs sever/netserver, but MultiNetperf has no stream sever. It has: server, client.",
            "error SL1022: Step client/finished of MultiNetperf waits for role:clients, but MultiNetperf has no such role. It has: server, client."));
    }

    [Fact]
    public void Names_that_streams_and_roles_share_are_found()
    {
        var plan = Plan.Named("T").Role("client", 2).Stream("client1").Stream("a b");

        Gaps(plan).ShouldBe(
        [
            "SL1003: 'a b' cannot name a stream of T: write a letter, then letters, digits, - and _.",
            "SL1004: T declares stream client1, which is also a name that role client makes: rename one of them.",
        ]);
    }

    [Fact]
    public void Only_one_role_can_have_the_remaining_hosts() =>
        Gaps(Plan.Named("T").Role("a", "*").Role("b", "*")).ShouldBe(["SL1005: T has 2 roles with count *: only one can have all the remaining hosts."]);

    [Fact]
    public void A_plan_without_streams_is_refused() => Gaps(Plan.Named("T")).ShouldBe(["SL1002: T has no streams: declare at least one."]);

    [Fact]
    public void A_barrier_for_more_parties_than_there_are_streams_is_refused() =>
        Gaps(Plan.Named("T").Stream("a", s => s.Barrier("b", "3")).Stream("c", s => s.Run("r", "true")))
            .ShouldBe(["SL1023: Step a/b of T waits for 3 parties, but T has 2 streams: it could never pass."]);

    [Fact]
    public void Steps_that_need_each_other_are_found() =>
        Gaps(Plan.Named("T")
            .Stream("a", s => s.Run("one", "true", step => step with { Needs = ["b/two"] }))
            .Stream("b", s => s.Run("two", "true", step => step with { Needs = ["a/one"] })))
            .ShouldBe(["SL1027: Steps of T wait for each other for ever: a/one waits for b/two waits for a/one. Change the order of a stream, or what a step needs."]);

    [Fact]
    public void A_barrier_that_waits_for_what_comes_after_it_is_found() =>
        Gaps(Plan.Named("T")
            .Stream("a", s => s.Barrier("meet").Run("one", "true"))
            .Stream("b", s => s.Run("two", "true", step => step with { Needs = ["a/one"] }).Barrier("meet")))
            .ShouldBe(["SL1027: Steps of T wait for each other for ever: barrier meet waits for b/two waits for a/one waits for barrier meet. Change the order of a stream, or what a step needs."]);

    [Fact]
    public void Two_barriers_in_crossed_order_are_found() =>
        Gaps(Plan.Named("T").Stream("a", s => s.Barrier("x").Barrier("y")).Stream("b", s => s.Barrier("y").Barrier("x")))
            .Single().ShouldStartWith("SL1027: Steps of T wait for each other for ever: barrier x waits for barrier y waits for barrier x.");

    private static string[] Gaps(Plan plan) => [.. Should.Throw<PlanException>(() => PlanRules.Check(plan)).Gaps.Select(g => $"{g.Code}: {g.Message}")];
}
