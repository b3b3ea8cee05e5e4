using Microsoft.Build.Framework;
using StreamLib.Plans;
using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class DeclarationTests
{
    private static readonly ITaskItem[] One = [Item("Pair")];
    private static readonly ITaskItem[] Two = [Item("Pair"), Item("Other")];
    private static readonly ITaskItem[] Stream = [Item("one")];

    [Fact]
    public void Items_make_the_plan_that_the_same_words_make_in_code()
    {
        var plan = new Declaration(
            [Item("Netperf", ("Timeout", "10m"), ("Params", "seconds=60;tool=netperf"))],
            [Item("server", ("Host", "h1")), Item("client", ("Count", "*"), ("Params", "size=1"))],
            [
                Item("netserver", ("Stream", "server"), ("Script", "netserver.sh"), ("Arguments", "-v"), ("Background", "true"), ("Port", "auto"), ("Ready", "port"), ("MayEnd", "true")),
                Item("setup", ("Stream", "client"), ("Barrier", "role:client")),
                Item("netperf", ("Stream", "client"), ("Command", "netperf"), ("Needs", "server/netserver; client/setup"), ("Timeout", "90s"), ("Params", "seconds=5")),
            ]).PlanOf(null);

        plan.Name.ShouldBe("Netperf");
        plan.Deadlines.ShouldBe(Deadlines.Default with { Timeout = TimeSpan.FromMinutes(10) });
        plan.Parameters.ShouldBe([new("seconds", "60"), new("tool", "netperf")]);
        plan.Streams.Select(s => (s.Name, s.Host, s.Count)).ShouldBe([("server", "h1", StreamCount.One), ("client", null, StreamCount.Remaining)]);
        plan.Streams[1].Parameters.ShouldBe([new("size", "1")]);

        var server = plan.Streams[0].Steps.ShouldHaveSingleItem();
        server.Action.ShouldBe(new StepAction.Script("netserver.sh", "-v"));
        (server.Background, server.MayEnd, server.Port, server.Ready).ShouldBe((true, true, PortChoice.Auto, new Readiness.Port()));

        plan.Streams[1].Steps.Select(s => (s.Name, s.Action)).ShouldBe([("setup", new StepAction.Barrier("setup", "role:client")), ("netperf", new StepAction.Command("netperf"))]);
        var client = plan.Streams[1].Steps[1];
        client.Needs.ShouldBe(["server/netserver", "client/setup"]);
        client.Timeout.ShouldBe(TimeSpan.FromSeconds(90));
        client.Parameters.ShouldBe([new("seconds", "5")]);
    }

    [Fact]
    public void Where_there_are_several_tests_each_takes_what_names_it()
    {
        var declaration = new Declaration(
            Two,
            [Item("one", ("Test", "Pair")), Item("one", ("Test", "Other"))],
            [Item("a", ("Test", "Pair"), ("Stream", "one"), ("Command", "a")), Item("b", ("Test", "Other"), ("Stream", "one"), ("Command", "b"))]);

        declaration.PlanOf("Other").Streams.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem().Name.ShouldBe("b");
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var failure = Should.Throw<PlanException>(() => new Declaration(
            One,
            [Item("one", ("Count", "many"))],
            [
                Item("a", ("Stream", "oen"), ("Command", "true")),
                Item("b", ("Command", "true")),
                Item("c", ("Stream", "one"), ("Command", "true"), ("Script", "c.sh")),
                Item("d", ("Stream", "one"), ("Command", "true"), ("Background", "perhaps"), ("Port", "http")),
            ]).PlanOf(null));

        failure.Text.Split(Environment.NewLine).ShouldBe([
            "error SL5116: NestedTest c: give it exactly one of Command, Script and Barrier.",
            "error SL5115: NestedTest d, Background: 'perhaps' is neither true nor false.",
            "error SL1011: NestedTest d, Port: 'http' is no port: give a number from 1 to 65535, or auto for a free one.",
            "error SL5114: NestedTest a runs in the stream oen, which is not declared. Declared are: one.",
            "error SL5114: NestedTest b does not say in which stream it runs: give it Stream=\"NAME\", one of one.",
            "error SL1010: TestStream one, Count: 'many' is no count of streams: give a number from 1, or * for one on each remaining host.",
        ]);
    }

    [Fact]
    public void A_stream_of_several_tests_says_which_one_it_belongs_to() =>
        Should.Throw<PlanException>(() => new Declaration(Two, Stream, []).PlanOf("Pair"))
            .Text.ShouldBe("error SL5113: TestStream one does not say which test it belongs to: give it Test=\"NAME\", since there are Pair, Other.");

    [Fact]
    public void A_test_that_is_not_declared_is_named_beside_those_that_are() =>
        Should.Throw<PlanException>(() => new Declaration(Two, Stream, []).PlanOf("Piar"))
            .Text.ShouldBe("error SL5112: There is no MultiStreamTest Piar. Declared are: Pair, Other.");

    [Fact]
    public void Several_tests_need_a_choice() =>
        Should.Throw<PlanException>(() => new Declaration(Two, Stream, []).PlanOf(" "))
            .Text.ShouldBe("error SL5111: Say which test to run with Test=\"NAME\". Declared are: Pair, Other.");
}
