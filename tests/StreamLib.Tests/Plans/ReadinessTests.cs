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
    [InlineData("output [")]
    [InlineData("http ftp://x")]
    public void Says_what_can_be_written_when_it_cannot_be_read(string text) =>
        Should.Throw<PlanException>(() => Readiness.Parse(text)).Text.ShouldBe(
            $"error SL1012: '{text}' is no readiness gate: write port, port NUMBER, port NAME, output REGEX, file PATH or http URL.");
}
