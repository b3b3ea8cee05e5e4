using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class ReadinessTests
{
    [Theory]
    [InlineData("port")]
    [InlineData("port 5201")]
    [InlineData("output ready.*\\d+")]
    [InlineData("file /tmp/up")]
    [InlineData("http http://127.0.0.1:$PORT/health")]
    public void Is_read_and_written_in_the_same_words(string text) => Readiness.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("prot")]
    [InlineData("port 70000")]
    [InlineData("http ftp://x")]
    public void Says_what_can_be_written_when_it_cannot_be_read(string text) =>
        Should.Throw<PlanException>(() => Readiness.Parse(text)).Text.ShouldBe(
            $"error SL1012: '{text}' is no readiness gate: write port, port NUMBER, port NAME, output REGEX, file PATH or http URL.");

    [Theory]
    [InlineData("[", "Unterminated [] set, at position 1", "\\[")]
    [InlineData("ready (1", "Not enough )'s, at position 8", "ready \\(1")]
    [InlineData("*", "Quantifier '*' following nothing, at position 1", "\\*")]
    public void A_regular_expression_that_is_wrong_is_called_that(string pattern, string error, string literal) =>
        Should.Throw<PlanException>(() => Readiness.Parse($"output {pattern}")).Text.ShouldBe(
            $"error SL1175: '{pattern}' is not a valid regular expression: {error}. To match it as text, write 'output {literal}'.");
}
