using StreamLib.Plans;

namespace StreamLibTests.Plans;

/// <summary>What a person writes becomes what the plan says, or an error that tells what to write.</summary>
public class TermTests
{
    [Fact]
    public void Words_of_a_command_line_are_read_in_any_case_with_dashes_or_without() =>
        TermWords.Read(["known-issue=bug/7", "MAYEND=x", "needs=a/b;c/d"], ["KnownIssue", "MayEnd", "Needs"])
            .ShouldBe(new Dictionary<string, string> { ["KnownIssue"] = "bug/7", ["MayEnd"] = "x", ["Needs"] = "a/b;c/d" }, ignoreOrder: true);

    [Fact]
    public void All_that_cannot_be_read_is_named_at_once() =>
        Should.Throw<PlanException>(() => TermWords.Read(["port", "reddy=x", "port=1", "port=2"], ["Port", "Ready"])).Gaps.Select(gap => $"{gap.Code}: {gap.Message}").ShouldBe(
        [
            "SL1085: 'port' is not understood: write KEY=VALUE, with one of port, ready.",
            "SL1085: there is no reddy: write ready. There are port, ready.",
            "SL1085: port is given twice: leave one of them out.",
        ]);

    [Theory]
    [InlineData("hosts>=3")]
    [InlineData("group:25g")]
    [InlineData("command:netperf")]
    [InlineData("root")]
    [InlineData("arch:arm64")]
    public void A_requirement_is_written_as_it_is_read(string text) => Requirement.Parse($" {text} ").ToString().ShouldBe(text);

    [Theory]
    [InlineData("hosts>=0")]
    [InlineData("hosts>3")]
    [InlineData("command:")]
    [InlineData("command:net perf")]
    [InlineData("rooot")]
    public void What_is_no_requirement_is_an_error(string text) => Should.Throw<PlanException>(() => Requirement.Parse(text)).Code.ShouldBe("SL1083");

    [Theory]
    [InlineData("throughput>=900", 900, 899.9)]
    [InlineData("p99 <= 250 ms", 250, 250.1)]
    [InlineData("loss<0.5", 0.4, 0.5)]
    [InlineData("rate>=5 1/s", 5, 4)]
    [InlineData("loss<0.5%", 0.4, 0.5)]
    [InlineData("gain>-1.5e1", -14, -15)]
    public void A_limit_allows_what_it_says(string text, double within, double beyond)
    {
        var limit = MetricLimit.Parse(text);

        limit.Allows(within).ShouldBeTrue();
        limit.Allows(beyond).ShouldBeFalse();
        MetricLimit.Parse(limit.ToString()).ShouldBe(limit);
    }

    [Theory]
    [InlineData("throughput")]
    [InlineData("throughput=900")]
    [InlineData(">=900")]
    [InlineData("throughput>=fast")]
    [InlineData("loss<=0,5")]
    [InlineData("loss<=0.5.1")]
    [InlineData("tp>5 <3")]
    [InlineData("tp>5 <3 ms")]
    [InlineData("tp>5<3")]
    [InlineData("tp>5;<3")]
    [InlineData("tp>5 ms<3")]
    [InlineData("tp>5 =3")]
    [InlineData("tp>5 3")]
    [InlineData("t>1e999")]
    [InlineData("t<-1e999")]
    [InlineData("t<NaN")]
    [InlineData("t<Infinity")]
    public void What_is_no_limit_is_an_error(string text) => Should.Throw<PlanException>(() => MetricLimit.Parse(text)).Code.ShouldBe("SL1084");

    [Theory]
    [InlineData("disconnect within 300", 300)]
    [InlineData(" disconnect  within 5m ", 300)]
    [InlineData("disconnect within 0.5", 0.5)]
    public void A_disconnect_is_expected_within_a_time(string text, double seconds) => Expectation.Parse(text).Within.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("disconnect")]
    [InlineData("disconnect within 0")]
    [InlineData("fails")]
    public void What_cannot_be_expected_is_an_error(string text) => Should.Throw<PlanException>(() => Expectation.Parse(text)).Code.ShouldBe("SL1070");

    [Fact]
    public void A_step_does_exactly_one_thing()
    {
        Wrong(("Command", "true"), ("Kill", "a/b")).ShouldBe(["SL1082: give it exactly one of Command, Script, Class, Barrier, Stop, Kill, Signal and Start, not Command and Kill."]);
        Wrong(("Signal", "HUP")).ShouldBe(["Signal SL1090: 'HUP' is no signal to a step: write NAME STREAM/STEP, as in HUP server/serve."]);
        Wrong(("Barrier", "a b c")).Single().ShouldStartWith("Barrier SL1022: 'a b c' is no barrier");
        Wrong(("Command", "true"), ("Arguments", "x"), ("Application", "a.dll")).ShouldBe([
            "Arguments SL1082: it belongs to Script, and this is a step with Command: leave it out.",
            "Application SL1082: it belongs to Class, and this is a step with Command: leave it out.",
        ]);
        Wrong(("Command", "true"), ("Port", "http"), ("MayEnd", "perhaps")).ShouldBe(["MayEnd SL1086: 'perhaps' is neither true nor false.", "Port SL1011: 'http' is no port: give a number from 1 to 65535, or auto for a free one."]);
    }

    private static List<string> Wrong(params (string Name, string Text)[] written)
    {
        var wrong = new List<string>();
        StepTerms.Read("x", name => written.FirstOrDefault(w => w.Name == name).Text, (term, error) => wrong.Add($"{term} {error.Code}: {error.Message}".TrimStart()));
        return wrong;
    }
}
