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
    public void Names_that_differ_in_case_only_are_told_so() => Gaps(Plan.Named("T").Stream("A").Stream("a"))
        .ShouldBe(["SL1004: T declares streams A and a, whose names differ in case only: give each a name of its own, or one of them a count."]);

    [Fact]
    public void With_the_streams_of_another_plan_comes_what_it_says_of_all_of_them()
    {
        var load = Plan.Named("Load").Stream("burn", s => s with { Requires = ["root"], OnFailure = ["ps"] }).Stream("own", s => s with { OnFail = FailureMode.Abort })
            with
        { Requires = ["hosts>=2", "command:yes"], OnFail = FailureMode.Continue, OnFailure = ["dmesg"], Collect = ["/var/log/x"], Parameters = Parameters(("a", "1"), ("b", "2")) };
        var plan = (Plan.Named("T").Stream("work") with { Requires = ["hosts>=2"], Parameters = Parameters(("a", "own")) }).With(load);

        plan.Requires.ShouldBe([new Requirement.Hosts(2)]);
        plan.Parameters.ShouldBe(Parameters(("a", "own"), ("b", "2")));
        (plan.OnFail, plan.Streams[0].OnFail, plan.Streams[1].OnFail, plan.Streams[2].OnFail).ShouldBe((FailureMode.Abort, null, FailureMode.Continue, FailureMode.Abort));
        plan.Streams[1].Requires.ShouldBe([new Requirement.Root(), new Requirement.Command("yes")]);
        (string.Join(' ', plan.Streams[1].OnFailure), string.Join(' ', plan.Streams[1].Collect)).ShouldBe(("dmesg ps", "/var/log/x"));
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Parameters(params (string Name, string Value)[] given) =>
        System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(given.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));

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

    [Fact]
    public void What_acts_on_a_step_needs_one_that_can_be_acted_on() =>
        Gaps(Plan.Named("T")
            .Role("node", 3, s => s.Start("serve", "serve").Run("work", "true"))
            .Stream("chaos", s => s
                .Kill("a", "node/serve").Kill("b", "node3/serve").Kill("c", "@leader/serve")
                .Kill("d", "node4/serve").Stop("e", "node1/work").Restart("f", "node1/sreve").Kill("g", "serve").Kill("h", "@leader/x").Signal("i", "node1/serve", "hang up")
                .Kill("j", "node/serve", step => step with { Background = true, Expect = "fail" }))).ShouldBe(
            [
                "SL1092: Step chaos/d of T acts on node4/serve, but T has no stream node4. It has: node, chaos.",
                "SL1092: Step chaos/e of T acts on node1/work, which runs in the foreground: only what runs in the background can be stopped, killed, signalled and started.",
                "SL1092: Step chaos/f of T acts on node1/sreve, but stream node has no step sreve. It has: serve, work.",
                "SL1092: Step chaos/g of T acts on 'serve': write STREAM/STEP, or @KEY/STEP for the stream that the shared data name under KEY.",
                "SL1092: Step chaos/h of T acts on @leader/x, but T has no step x in any stream. It has: node, chaos.",
                "SL1090: Step chaos/i of T: 'hang up' is no signal that can be sent to a step. Write one of: HUP, INT, QUIT, ILL, TRAP, ABRT, BUS, FPE, KILL, USR1, SEGV, USR2, PIPE, ALRM, TERM, CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, XCPU, XFSZ, VTALRM, PROF, WINCH, SYS.",
                "SL1091: Step chaos/j of T only acts on another step (kill node/serve): it runs in the foreground, has no port and nothing to clean up.",
                "SL1091: Step chaos/j of T only acts on another step (kill node/serve), which cannot be expected to fail. Mark the step that does.",
            ]);

    [Fact]
    public void What_acts_on_a_step_waits_for_it_as_what_needs_it_does() =>
        Gaps(Plan.Named("T")
            .Stream("server", s => s.Start("serve", "serve", step => step with { Needs = ["chaos/after"] }).Run("work", "true"))
            .Stream("chaos", s => s.Kill("kill", "server/serve").Run("after", "true")))
            .Single().ShouldStartWith("SL1027: Steps of T wait for each other for ever: server/serve waits for chaos/after waits for chaos/kill waits for server/serve.");

    [Fact]
    public void Streams_in_the_background_need_one_that_is_not()
    {
        static TestStream Burn(TestStream stream) => stream.Start("burn", "yes") with { Background = true };

        PlanRules.Check(Plan.Named("T").Stream("a", s => s.Run("x", "true")).Stream("load", Burn));
        Gaps(Plan.Named("T").Stream("load", Burn)).ShouldBe(["SL1087: All streams of T are in the background of others, of which there are none: let at least one of them not be Background."]);
        Gaps(Plan.Named("T").Stream("a", s => s.Run("x", "true")).Stream("load", s => Burn(s).Barrier("b"))).Single().ShouldStartWith("SL1087: Step load/b of T is a barrier of all streams");
    }

    [Fact]
    public void Requirements_limits_groups_and_disconnects_stand_where_they_make_sense() =>
        Gaps(Plan.Named("T")
            .Stream("a", s => s
                .Start("x", "true", step => step with { Expect = "disconnect within 30" })
                .Barrier("b", "1", step => step with { Limits = ["p99<=1"] }) with
            { Host = "h1", Group = "g", Requires = ["hosts>=2"] })).ShouldBe(
            [
                "SL1087: Stream a of T wants host h1 and a host of group g: leave one of them out.",
                "SL1083: Stream a of T requires hosts>=2: a stream has one host; let the test require that.",
                "SL1071: Step a/x of T runs in the background, where its stream does not wait for the host to come back: a step in the foreground can expect a disconnect.",
                "SL1084: Step a/b of T has limits (p99<=1) but measures nothing: give them to the step that does.",
            ]);

    [Fact]
    public void Each_group_can_have_a_role_of_its_remaining_hosts()
    {
        PlanRules.Check(Plan.Named("T").Role("a", "*", s => s with { Group = "x" }).Role("b", "*", s => s with { Group = "y" }).Role("c", "*"));
        Gaps(Plan.Named("T").Role("a", "*", s => s with { Group = "x" }).Role("b", "*", s => s with { Group = "x" }))
            .ShouldBe(["SL1005: T has 2 roles with count * in group x: only one can have all the remaining hosts."]);
    }

    private static string[] Gaps(Plan plan) => [.. Should.Throw<PlanException>(() => PlanRules.Check(plan)).Gaps.Select(g => $"{g.Code}: {g.Message}")];
}
