using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The founding example on this machine.</summary>
public class MultiNetperfTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("meter")]
    [InlineData("iperf3")]
    [InlineData("netperf")]
    public async Task Runs_three_streams_on_this_machine_with_each_tool(string tool)
    {
        if (tool != "meter") NetTools.Require(tool);
        var sample = new Sample("Netperf");

        var ran = (await sample.MultiNetperfAsync("--param", $"tool={tool}", "--param", "seconds=1")).EnsureSuccess();

        ran.Output.ShouldContain($"tool: {tool}");
        ran.Output.ShouldContain("Mbit/s");
        JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml")).Select(c => $"{c.Class} {c.Name} {c.Outcome}").ShouldBe(
        [
            "Netperf.MultiNetperf MultiNetperf passed",
            "Netperf.MultiNetperf server passed",
            "Netperf.MultiNetperf.server NetServer passed",
            "Netperf.MultiNetperf client1 passed",
            "Netperf.MultiNetperf.client1 NetPerf passed",
            "Netperf.MultiNetperf client2 passed",
            "Netperf.MultiNetperf.client2 NetPerf passed",
        ]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Chooses_a_tool_that_all_have_and_says_which()
    {
        var sample = new Sample("Netperf");
        var ran = (await sample.MultiNetperfAsync("--param", "seconds=1")).EnsureSuccess();
        ran.Output.ShouldMatch("tool: (netperf|iperf3|meter)");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_whose_command_fails_is_the_only_nested_test_that_fails()
    {
        NetTools.Require("iperf3");
        var sample = new Sample("Netperf");
        var inventory = Path.Combine(Path.GetDirectoryName(sample.Results)!, "lab.json");
        await File.WriteAllTextAsync(
            inventory,
            """{"hosts":{"a":{"connect":"local:"},"b":{"connect":"local:"},"c":{"connect":"local:","params":{"options":"--no-such-option"}}}}""",
            TestContext.Current.CancellationToken);

        var ran = await sample.MultiNetperfAsync($"--hosts=@{inventory}", "--param", "tool=iperf3", "--param", "seconds=60");

        ran.ExitCode.ShouldBe(1, ran.ToString());
        ran.Time.ShouldBeLessThan(TimeSpan.FromSeconds(40));
        var cases = JUnitCase.Read(sample.Result("TEST-MultiNetperf.xml"));
        cases.Where(c => c.Outcome == "failure").Select(c => $"{c.Class} {c.Name}").ShouldBe(
            ["Netperf.MultiNetperf MultiNetperf", "Netperf.MultiNetperf client2", "Netperf.MultiNetperf.client2 NetPerf"]);
        cases.Single(c => c.Class.EndsWith(".client2", StringComparison.Ordinal)).Message.ShouldContain("--no-such-option");
        cases.Single(c => c.Class.EndsWith(".server", StringComparison.Ordinal)).Message.ShouldStartWith("cut off because client2/1-NetPerf failed: ");
        cases.Single(c => c.Name == "MultiNetperf").Message.ShouldContain("because client2/1-NetPerf failed");
        sample.Result("job.log").ShouldContain("cut off because client2/1-NetPerf failed");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("SL11", "--hosts=shh:h1")]
    [InlineData("SL1030", "--hosts=local:")]
    [InlineData("SL1050: --timeout: 'soon' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.", "--timeout=soon")]
    [InlineData("SL1050: --wait-for-hosts: 'abc' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.", "--wait-for-hosts=abc")]
    [InlineData("SL1052: --artifact-limit: '5X' is no size: write a number and K, M, G or T, as in 500M or 2G.", "--artifact-limit=5X")]
    [InlineData("SL1051: --param: 'x' is no parameter: write NAME=VALUE.", "--param=x")]
    [InlineData("SL1051: --secret: a secret is written as NAME=env:VARIABLE, with a name and '='.", "--secret=x")]
    [InlineData("SL1060: --results: it has no value: give one, or leave the option out.", "--results", "")]
    public async Task What_a_user_gets_wrong_is_an_error_with_a_code_and_exit_code_2(string error, params string[] arguments)
    {
        var ran = await new Sample("Netperf").RunAsync(["run", "MultiNetperf", .. arguments]);
        ran.ExitCode.ShouldBe(2, ran.ToString());
        ran.Error.ShouldContain($"error {error}");
        ran.Error.ShouldNotContain("   at ");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_is_not_there_is_named_with_those_that_are()
    {
        var ran = await new Sample("Netperf").RunAsync("run", "NetPref");
        ran.ExitCode.ShouldBe(2);
        ran.Error.Trim().ShouldBe(
            "error SL1041: Netperf has no test NetPref. Did you mean NetPerf? It has: MultiNetperf, NetPerf, NetServer.");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_option_that_is_not_there_is_wrong_usage() =>
        (await new Sample("Netperf").MultiNetperfAsync("--host=ssh:h1")).ExitCode.ShouldBe(2);

    [Fact(Timeout = 60_000)]
    public async Task The_tests_of_an_application_are_listed() =>
        (await new Sample("Netperf").RunAsync("list")).Lines.ShouldBe(["MultiNetperf (multi-stream): server, client x *", "NetPerf", "NetServer"]);

    [Fact(Timeout = 60_000)]
    public async Task A_nested_test_that_meets_others_says_what_it_lacks_when_it_is_started_alone()
    {
        var ran = await new Sample("Netperf").RunAsync("run", "NetPerf");
        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldContain("started without a sync server");
    }
}
