using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class TextTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void Lengths_of_time_are_read_as_people_write_them(string text, double seconds) => Duration.Parse(text).TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5s")]
    [InlineData("10 years")]
    [InlineData("100d")]
    public void What_is_no_length_of_time_is_refused(string text) => Should.Throw<PlanException>(() => Duration.Parse(text)).Text.ShouldBe(
        $"error SL1050: '{text}' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.");

    [Fact]
    public void A_parameter_keeps_what_follows_the_first_equals_sign() => ParameterText.Parse(["a=b=c", "x=1", "x=2"])
        .Select(p => $"{p.Key} {p.Value}").ShouldBe(["a b=c", "x 2"]);

    [Fact]
    public void A_parameter_without_a_name_is_refused() => Should.Throw<PlanException>(() => ParameterText.Parse(["=1"])).Text.ShouldBe(
        "error SL1051: '=1' is no parameter: write NAME=VALUE.");

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    [InlineData("5001")]
    public void A_count_is_a_number_from_one_or_a_star(string text) => Should.Throw<PlanException>(() => StreamCount.Parse(text)).Code.ShouldBe("SL1010");

    [Theory]
    [InlineData("0")]
    [InlineData("66000")]
    [InlineData("any")]
    public void A_port_is_a_number_or_auto(string text) => Should.Throw<PlanException>(() => PortChoice.Parse(text)).Code.ShouldBe("SL1011");
}
