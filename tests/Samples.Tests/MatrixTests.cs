using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The variants of netperf.</summary>
public class MatrixTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("netperf", "1")]
    [InlineData("meter", "0.2")]
    public async Task The_variants_have_these_names_and_each_measures_what_its_name_says(string tool, string seconds)
    {
        if (tool != "meter") NetTools.Require(tool);
        var sample = new BuiltSample("Matrix");

        (await sample.RunAsync($"-p:StreamParameters=seconds={seconds}%3Btool={tool}")).EnsureSuccess();

        sample.Reports("Netperf").ShouldBe(["TEST-Netperf-TCP_RR-64", "TEST-Netperf-TCP_STREAM-16384", "TEST-Netperf-TCP_STREAM-64", "TEST-Netperf-UDP_STREAM-16384"]);
        var events = new RunEvents(sample.Result("Netperf/events.jsonl"));
        events.Notes.ShouldBe(Enumerable.Repeat($"tool: {tool}", 4));
        events.Metrics["throughput"].Count().ShouldBe(3);
        events.Metrics["throughput"].ShouldAllBe(m => m.Value > 0 && m.Unit == "Mbit/s");
        var (transactions, unit) = events.Metrics["transactions"].ShouldHaveSingleItem();
        transactions.ShouldBeGreaterThan(0);
        unit.ShouldBe("1/s");
    }

    [Fact(Timeout = 60_000)]
    public async Task One_of_them_is_chosen_on_the_command_line()
    {
        var sample = new BuiltSample("Matrix");

        (await sample.RunAsync("-p:StreamParameters=seconds=0.1%3Btool=meter%3Btest=TCP_RR")).EnsureSuccess();

        sample.Reports("Netperf").ShouldBe(["TEST-Netperf-TCP_RR-64"]);
    }
}
