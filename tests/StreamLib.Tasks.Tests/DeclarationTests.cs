using Microsoft.Build.Framework;
using StreamLib.Plans;
using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class DeclarationTests
{
    private const string Folder = "/src";
    private static readonly ITaskItem[] One = [Item("Pair")];
    private static readonly ITaskItem[] Two = [Item("Pair"), Item("Other")];
    private static readonly ITaskItem[] Stream = [Item("one")];

    [Fact]
    public void Items_make_the_plan_that_the_same_words_make_in_code()
    {
        var script = Path.GetTempFileName();
        var declaration = new Declaration(
            [Item("Netperf", ("Timeout", "10m"), ("Suite", "Net"), ("Start", "each"), ("Share", "true"), ("Matrix", "size=1,2;way=up,down"), ("MatrixExclude", "size=1,way=up"), ("Secrets", "password=env:SET"), ("Params", "seconds=60;tool=netperf"))],
            [Item("server", ("Host", "h1")), Item("client", ("Count", "*"), ("Params", "bytes=1"))],
            [
                Item("netserver", ("Stream", "server"), ("Script", script), ("Arguments", "-v"), ("Background", "true"), ("Port", "auto"), ("Ready", "port"), ("MayEnd", "true")),
                Item("setup", ("Stream", "client"), ("Barrier", "role:client")),
                Item("netperf", ("Stream", "client"), ("Command", "netperf"), ("Needs", "server/netserver; client/setup"), ("Timeout", "90s"), ("Params", "seconds=5"), ("Cleanup", "rm -f x"), ("Expect", "fail"), ("KnownIssue", "bug/7")),
                Item("check", ("Stream", "client"), ("Class", "Check"), ("Application", script)),
            ],
            Folder,
            Variable);
        var test = declaration.Select([]).ShouldHaveSingleItem();
        var plan = test.Plan.ShouldNotBeNull();
        File.Delete(script);

        declaration.Gaps.ShouldBeEmpty();
        test.Secrets.ShouldBe(["password=env:SET"]);
        (plan.Name, plan.Suite, plan.Start, plan.Share).ShouldBe(("Netperf", "Net", StartMode.Each, true));
        plan.Deadlines.ShouldBe(Deadlines.Default with { Timeout = TimeSpan.FromMinutes(10) });
        plan.Parameters.ShouldBe([new("seconds", "60"), new("tool", "netperf")]);
        plan.Streams.Select(s => (s.Name, s.Host, s.Count)).ShouldBe([("server", "h1", StreamCount.One), ("client", null, StreamCount.Remaining)]);
        plan.Streams[1].Parameters.ShouldBe([new("bytes", "1")]);

        plan.Variants().Select(variant => variant.Name).ShouldBe(["Netperf-1-down", "Netperf-2-up", "Netperf-2-down"]);

        var server = plan.Streams[0].Steps.ShouldHaveSingleItem();
        server.Action.ShouldBe(new StepAction.Script(script, "-v"));
        (server.Background, server.MayEnd, server.Port, server.Ready).ShouldBe((true, true, PortChoice.Auto, new Readiness.Port()));

        plan.Streams[1].Steps.Select(s => (s.Name, s.Action)).ShouldBe([
            ("setup", new StepAction.Barrier("setup", "role:client")),
            ("netperf", new StepAction.Command("netperf")),
            ("check", new StepAction.TestClass("Check", script)),
        ]);
        var client = plan.Streams[1].Steps[1];
        client.Needs.ShouldBe(["server/netserver", "client/setup"]);
        client.Timeout.ShouldBe(TimeSpan.FromSeconds(90));
        client.Cleanup.ShouldBe("rm -f x");
        (client.Expect, client.KnownIssue).ShouldBe((Expectation.Fail, "bug/7"));
        client.Parameters.ShouldBe([new("seconds", "5")]);
    }

    [Fact]
    public void Where_there_are_several_tests_each_takes_what_names_it()
    {
        var declaration = new Declaration(
            Two,
            [Item("one", ("Test", "Pair")), Item("one", ("Test", "Other"))],
            [Item("a", ("Test", "Pair"), ("Stream", "one"), ("Command", "a")), Item("b", ("Test", "Other"), ("Stream", "one"), ("Command", "b"))],
            Folder,
            Variable);

        declaration.Select(["Other"]).ShouldHaveSingleItem().Plan!.Streams.ShouldHaveSingleItem().Steps.ShouldHaveSingleItem().Name.ShouldBe("b");
        declaration.Select([]).Select(test => test.Name).ShouldBe(["Pair", "Other"]);
        declaration.Select(["P*", "?ther"]).Select(test => test.Name).ShouldBe(["Pair", "Other"]);
        declaration.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public void One_stream_and_its_nested_tests_can_be_part_of_several_tests()
    {
        var declaration = new Declaration(
            Two,
            [Item("one", ("Test", "Pair;Other")), Item("load", ("Test", "*"), ("Background", "true"))],
            [Item("a", ("Test", "P*;Other"), ("Stream", "one"), ("Command", "a")), Item("burn", ("Test", "*"), ("Stream", "load"), ("Command", "yes"), ("Background", "true"))],
            Folder,
            Variable);

        var tests = declaration.Select([]);
        declaration.Gaps.ShouldBeEmpty();
        tests.Select(test => string.Join(' ', test.Plan!.Streams.Select(s => $"{s.Name}:{s.Steps.Single().Name}"))).ShouldBe(["one:a load:burn", "one:a load:burn"]);

        Gaps([Item("Pair"), Item("Other")], [Item("one", ("Test", "Pair;Third"), ("Count", "no"))], []).ShouldBe([
            "SL5113: TestStream one: it belongs to the test Third, which is not declared. Declared are: Pair, Other.",
            "SL5123: MultiStreamTest Pair: it has no nested tests: declare what its streams run, as NestedTest items. A pattern of files may match none.",
            "SL1010: TestStream one, Count: 'no' is no count of streams: give a number from 1, or * for one on each remaining host.",
            "SL1002: Other has no streams: declare at least one.",
        ]);
    }

    [Fact]
    public void Items_say_all_that_the_catalogue_has()
    {
        var declaration = new Declaration(
            [Item("Pair", ("OnFail", "continue"), ("Requires", "hosts>=2;command:nc;root"), ("Grace", "3s"), ("HeartbeatLimit", "20s"), ("Start", "Each"), ("Share", "true"), ("OnFailure", "dmesg; ps"), ("Collect", "/var/log/a;/var/log/b"))],
            [Item("server", ("Group", "25g"), ("OnFail", "abort"), ("Requires", "arch:arm64")), Item("chaos", ("Background", "false"))],
            [
                Item("serve", ("Stream", "server"), ("Command", "serve"), ("Background", "true"), ("Limits", "p99<=250 ms;requests>=1")),
                Item("restart", ("Stream", "server"), ("Command", "reboot"), ("Expect", "disconnect within 5m")),
                Item("stop", ("Stream", "chaos"), ("Stop", "server/serve")),
                Item("again", ("Stream", "chaos"), ("Start", "server/serve")),
                Item("hang", ("Stream", "chaos"), ("Signal", "STOP server/serve")),
                Item("end", ("Stream", "chaos"), ("Kill", "@leader/serve")),
                Item("met", ("Stream", "chaos"), ("Barrier", "over 1")),
            ],
            Folder,
            Variable);

        var plan = declaration.Select([]).ShouldHaveSingleItem().Plan!;

        declaration.Gaps.ShouldBeEmpty();
        (plan.OnFail, plan.Start, plan.Share).ShouldBe((FailureMode.Continue, StartMode.Each, true));
        plan.Requires.ShouldBe([new Requirement.Hosts(2), new Requirement.Command("nc"), new Requirement.Root()]);
        (plan.Deadlines.Grace, plan.Deadlines.HeartbeatLimit).ShouldBe((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20)));
        plan.OnFailure.ShouldBe(["dmesg; ps"]);
        plan.Collect.ShouldBe(["/var/log/a", "/var/log/b"]);
        (plan.Streams[0].Group, plan.Streams[0].OnFail, plan.Streams[0].Requires.Single()).ShouldBe(("25g", FailureMode.Abort, new Requirement.Architecture("arm64")));
        plan.Streams[0].Steps[0].Limits.Select(limit => limit.ToString()).ShouldBe(["p99<=250 ms", "requests>=1"]);
        plan.Streams[0].Steps[1].Expect.Within.ShouldBe(TimeSpan.FromMinutes(5));
        plan.Streams[1].Steps.Select(step => step.Action).ShouldBe([
            new StepAction.Fault(FaultKind.Stop, "server/serve"), new StepAction.Fault(FaultKind.Start, "server/serve"), new StepAction.Fault(FaultKind.Signal, "server/serve", "STOP"),
            new StepAction.Fault(FaultKind.Kill, "@leader/serve"), new StepAction.Barrier("over", "1"),
        ]);
    }

    [Fact]
    public void A_class_that_is_a_test_takes_no_items()
    {
        var application = typeof(DeclarationTests).Assembly.Location;
        var declaration = new Declaration([Item("Pair", ("Class", "Pairs.Pair"))], [], [], Folder, Variable, application);

        declaration.Select([]).ShouldHaveSingleItem().Class.ShouldBe(new TestClass("Pairs.Pair", application));
        // This assembly is no test application.
        declaration.Gaps.ShouldHaveSingleItem().Gap.Code.ShouldBe("SL1034");

        Gaps([Item("Pair", ("Class", "Pair"))], Stream, []).ShouldBe([
            "SL5119: TestStream one: Pair is the class Pair, which declares its streams itself: leave the item out.",
            "SL5120: MultiStreamTest Pair: the class Pair has no test application here: give it Application=\"PATH\" of an assembly, a task call of your own Application=\"$(TargetPath)\", or say for which of its frameworks the project is built (-f net10.0).",
        ]);
        Gaps([Item("../Pair", ("Class", "Pair"), ("Application", application), ("Matrix", "x=1,2"), ("Timeout", "1m"))], [], [])
            .Where(gap => !gap.StartsWith("SL1034", StringComparison.Ordinal)).ShouldBe([
            "SL1001: MultiStreamTest ../Pair: '../Pair' cannot name a test: write a letter, then letters, digits, - and _.",
            "SL5119: MultiStreamTest ../Pair, Matrix: ../Pair is the class Pair, which says this itself: leave it out.",
        ]);
    }

    [Fact]
    public void A_test_that_runs_nothing_is_no_test() => Gaps(One, Stream, []).ShouldContain(
        "SL5123: MultiStreamTest Pair: it has no nested tests: declare what its streams run, as NestedTest items. A pattern of files may match none.");

    [Fact]
    public void A_nested_test_of_several_streams_is_a_step_of_each()
    {
        var declaration = new Declaration(
            One,
            [Item("one"), Item("two"), Item("three")],
            [
                Item("both", ("Stream", "one; two;"), ("Command", "true")),
                Item("meet", ("Stream", "one;two;three"), ("Barrier", "one,two,three"), ("Needs", "one/both")),
            ],
            Folder,
            Variable);
        var plan = declaration.Select([]).ShouldHaveSingleItem().Plan.ShouldNotBeNull();

        declaration.Gaps.ShouldBeEmpty();
        plan.Streams.Select(s => $"{s.Name}: {string.Join(' ', s.Steps.Select(step => step.Name))}")
            .ShouldBe(["one: both meet", "two: both meet", "three: meet"]);
        Gaps(One, [Item("one")], [Item("a", ("Stream", "one;tow"), ("Command", "true"))]).ShouldBe([
            "SL5114: NestedTest a: it runs in the stream tow, which is not declared. Declared are: one.",
        ]);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once() => Gaps(
        One,
        [Item("one", ("Count", "many")), Item("two")],
        [
            Item("a", ("Stream", "oen"), ("Command", "true")),
            Item("b", ("Command", "true")),
            Item("c", ("Stream", "one"), ("Command", "true"), ("Script", "c.sh")),
            Item("d", ("Stream", "one"), ("Command", "true"), ("Background", "perhaps"), ("Port", "http")),
            Item("e", ("Stream", "two"), ("Command", "true"), ("Needs", "one/x"), ("Backround", "true"), ("Category", "slow")),
            Item("f", ("Stream", "two"), ("Script", "f.sh")),
            Item("g", ("Stream", "two"), ("Class", "G"), ("Application", "g.dll")),
            Item("h", ("Stream", "two"), ("Command", "true"), ("Ready", "output [")),
        ]).ShouldBe([
            "SL5114: NestedTest a: it runs in the stream oen, which is not declared. Declared are: one, two.",
            "SL5114: NestedTest b: it does not say in which stream it runs: give it Stream=\"NAME\", one of one, two.",
            "SL1082: NestedTest c: give it exactly one of Command, Script, Class, Barrier, Stop, Kill, Signal and Start, not Command and Script.",
            "SL1086: NestedTest d, Background: 'perhaps' is neither true nor false.",
            "SL1011: NestedTest d, Port: 'http' is no port: give a number from 1 to 65535, or auto for a free one.",
            "SL5117: NestedTest e, Backround: there is no such metadatum: write Background.",
            "SL1017: NestedTest g: the class G belongs to the test application /src/g.dll, which does not exist on this machine: build it first.",
            "SL1175: NestedTest h, Ready: '[' is not a valid regular expression: Unterminated [] set, at position 1. "
                + "To match it as text, write 'output \\['.",
            "SL1010: TestStream one, Count: 'many' is no count of streams: give a number from 1, or * for one on each remaining host.",
            "SL1016: Step two/f of Pair runs script /src/f.sh, which does not exist on this machine.",
        ]);

    [Fact]
    public void A_gap_of_the_plan_knows_the_item_that_it_is_about()
    {
        var declaration = new Declaration(
            One,
            [Item("one"), Item("o o")],
            [Item("a", ("Stream", "one"), ("Command", "true"), ("Needs", "one/x")), Item("b", ("Stream", "o o"), ("Command", "true"), ("Background", "true"))],
            Folder,
            Variable);
        declaration.Select([]);

        declaration.Gaps.Select(gap => (gap.Gap.Code, $"{gap.Item}")).ShouldBe([
            ("SL1003", "TestStream o o"),
            ("SL1026", "NestedTest a"),
            ("SL1007", "TestStream o o"),
        ]);
    }

    [Fact]
    public void A_word_of_another_item_or_of_a_run_says_where_it_belongs() => Gaps(
        [Item("Pair", ("Cleanup", "true"), ("count", "2"), ("Repeat", "2"), ("Host", ""), ("Category", "slow"))],
        [Item("one", ("Timeout", "1s"), ("Expect", "fail"), ("Keep", "1m"), ("Parameters", "x=1"))],
        [Item("a", ("Stream", "one"), ("Command", "true"), ("Requires", "root"), ("Group", "25g"), ("Secrets", "x=env:SET"))]).ShouldBe(
        [
            "SL5117: MultiStreamTest Pair, Cleanup: it is a word of NestedTest, not of MultiStreamTest: write it there, or leave it out.",
            "SL5117: MultiStreamTest Pair, count: it is a word of TestStream, not of MultiStreamTest: write it there, or leave it out.",
            "SL5117: MultiStreamTest Pair, Repeat: it is a word of a run, not of MultiStreamTest: set the property StreamRepeat, as in -p:StreamRepeat=…, or leave it out.",
            "SL5117: NestedTest a, Group: it is a word of TestStream, not of NestedTest: write it there, or leave it out.",
            "SL5117: NestedTest a, Requires: it is a word of MultiStreamTest and of TestStream, not of NestedTest: write it there, or leave it out.",
            "SL5117: NestedTest a, Secrets: it is a word of MultiStreamTest, not of NestedTest: write it there, or leave it out.",
            "SL5117: TestStream one, Expect: it is a word of NestedTest, not of TestStream: write it there, or leave it out.",
            "SL5117: TestStream one, Keep: it is a word of a run, not of TestStream: set the property StreamKeep, as in -p:StreamKeep=…, or leave it out.",
            "SL5117: TestStream one, Parameters: there is no such metadatum: write Params.",
            "SL5117: TestStream one, Timeout: it is a word of MultiStreamTest and of NestedTest, not of TestStream: write it there, or leave it out.",
        ], ignoreOrder: true);

    [Fact]
    public void What_a_run_can_be_told_is_no_metadatum_but_where_items_have_the_word_too()
    {
        string[] notOfRuns = ["Filter", "Application", "Results", "ProjectFile", "TargetFramework", "ResultsAreShared", "Outcome",
            "Parameters", "Secrets", "Timeout"];

        ItemWords.OfRuns.ShouldBe(
            typeof(RunMultiStreamTest).GetProperties().Where(p => p.DeclaringType == typeof(RunMultiStreamTest) && p.PropertyType == typeof(string)).Select(p => p.Name).Except(notOfRuns), ignoreOrder: true);
    }

    [Fact]
    public void A_stream_that_runs_nothing_is_told() =>
        Gaps([Item("Pair")], [Item("one"), Item("clinet")], [Item("a", ("Stream", "one"), ("Command", "true"))])
            .ShouldBe(["SL5123: TestStream clinet: it has no nested tests in Pair: declare what it runs, as NestedTest items, or leave it out."]);

    [Fact]
    public void What_cannot_be_read_of_a_test_names_it() =>
        Gaps([Item("Pair", ("Start", "soon"), ("Share", "maybe"), ("Secrets", "password=env:UNSET"), ("Matrix", "size"), ("Timeout", "long"), ("Params", "x"))], Stream, [Item("a", ("Stream", "one"), ("Command", "true"))]).ShouldBe([
            "SL1064: MultiStreamTest Pair, Secrets: Secret password comes from the environment variable UNSET, which is not set.",
            "SL1051: MultiStreamTest Pair, Params: 'x' is no parameter: write NAME=VALUE.",
            "SL1073: MultiStreamTest Pair, Matrix: 'size' is no part of a matrix: write NAME=VALUE,VALUE.",
            "SL1086: MultiStreamTest Pair, Start: 'soon' is none of together and each: write one of them.",
            "SL1086: MultiStreamTest Pair, Share: 'maybe' is neither true nor false.",
            "SL1050: MultiStreamTest Pair, Timeout: 'long' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.",
        ]);

    [Fact]
    public void An_item_of_several_tests_says_which_one_it_belongs_to() => Gaps(Two, [Item("one"), Item("two", ("Test", "Piar"))], []).ShouldBe([
        "SL5113: TestStream one: it does not say which test it belongs to: give it Test=\"NAME\", since there are Pair, Other.",
        "SL5113: TestStream two: it belongs to the test Piar, which is not declared. Declared are: Pair, Other.",
        "SL1002: Pair has no streams: declare at least one.",
        "SL1002: Other has no streams: declare at least one.",
    ]);

    [Fact]
    public void A_test_that_is_not_declared_is_named_beside_those_that_are() =>
        Gaps(One, Stream, [Item("a", ("Stream", "one"), ("Command", "true"))], "Piar").ShouldBe(["SL5112: There is no MultiStreamTest Piar. Declared are: Pair."]);

    [Theory]
    [InlineData("Mx-1-x", "Mx-1-x")]
    [InlineData("Mx-?-x", "Mx-1-x Mx-2-x")]
    [InlineData("Mx-1-x Mx-2-y", "Mx-1-x Mx-2-y")]
    [InlineData("Mx-1-x Mx", "Mx-1-x Mx-2-x Mx-2-y")]
    [InlineData("Other Mx-2-y", "Mx-2-y Other")]
    [InlineData("Mx-1-y Other", "Other")]
    public void The_name_of_a_variant_chooses_it(string chosen, string run)
    {
        var declaration = new Declaration(
            [Item("Mx", ("Matrix", "a=1,2;b=x,y"), ("MatrixExclude", "a=1,b=y")), Item("Other")],
            [Item("one", ("Test", "*"))],
            [Item("a", ("Test", "*"), ("Stream", "one"), ("Command", "true"))],
            Folder,
            Variable);

        var filtered = declaration.Select([], chosen.Split(' '));

        declaration.Gaps.ShouldBeEmpty();
        string.Join(' ', filtered.SelectMany(test => test.Plan!.Variants()).Select(variant => variant.Name)).ShouldBe(run);
        if (run.Contains("Mx", StringComparison.Ordinal))
            declaration.Select(chosen.Split(' ')).SelectMany(test => test.Plan!.Variants()).Select(variant => variant.Name).ShouldBe(run.Split(' '));
    }

    [Fact]
    public void A_variant_that_is_left_out_is_not_declared() =>
        Gaps([Item("Pair", ("Matrix", "a=1,2"), ("MatrixExclude", "a=1"))], Stream, [Item("a", ("Stream", "one"), ("Command", "true"))], "Pair-1", "Pair-2").ShouldBe(["SL5112: There is no MultiStreamTest Pair-1. Declared are: Pair."]);

    [Fact]
    public void A_name_is_declared_once() =>
        Gaps([Item("Pair", ("Class", "A"), ("Application", "/")), Item("Pair", ("Class", "B"), ("Application", "/"))], [], [])[0]
            .ShouldBe("SL5118: MultiStreamTest Pair: it is declared 2 times: give each a name of its own.");

    private static string? Variable(string name) => name == "SET" ? "pl4nted" : null;

    [Fact]
    public void A_step_has_several_ports_and_a_name_is_a_parameter_or_a_secret()
    {
        var serve = Item("serve", ("Stream", "one"), ("Command", "x"), ("Background", "true"),
            ("Ports", "client=auto;admin=81"), ("Ready", "port admin"));
        ITaskItem[] works = [serve, Item("work", ("Stream", "one"), ("Command", "true"))];
        var declaration = new Declaration([Item("Pair")], Stream, works, Folder, Variable);
        var step = declaration.Select([]).Single().Plan!.Streams[0].Steps[0];

        (string.Join(' ', step.Ports), step.Ready?.ToString()).ShouldBe(("client=auto admin=81", "port admin"));
        Gaps([Item("Pair", ("Params", "KEY=x"), ("Secrets", "key=env:SET"))], Stream, works).ShouldHaveSingleItem()
            .ShouldStartWith("SL1123: MultiStreamTest Pair, Secrets: KEY is given as a parameter, and key as a secret");
    }

    private static string[] Gaps(ITaskItem[] tests, ITaskItem[] streams, ITaskItem[] nestedTests, params string[] names)
    {
        var declaration = new Declaration(tests, streams, nestedTests, Folder, Variable);
        declaration.Select(names);
        return [.. declaration.Gaps.Select(gap => $"{gap.Gap.Code}: {gap.Gap.Message}")];
    }
}
