using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

public class LastWordsTests
{
    [Theory]
    [InlineData("no route\n", "all fine\n", "no route")]
    [InlineData("", "first\nlast\n\n", "last")]
    [InlineData("+ false\n", "connection refused\n", "connection refused")]
    [InlineData("bad disk\n+ exit 1\n++ cat file\n", "", "bad disk")]
    [InlineData("+ false\n", "", "")]
    [InlineData("", "ok 1 - a\nnot ok 2 - the disk\n# got 3\nok 3 - c\n1..3\n", "not ok 2 - the disk")]
    [InlineData("", "TAP version 13\nnot ok 1 - known # TODO later\nok 2\n1..2\n", "")]
    [InlineData("", "something odd\nok 1 - a\n", "something odd")]
    [InlineData("", "okay then\n", "okay then")]
    [InlineData("Unhandled exception. System.Exception: boom\n   at Program.Main()\n", "", "Unhandled exception. System.Exception: boom")]
    [InlineData("'main' panicked: boom\nnote: run with `RUST_BACKTRACE=1` environment variable\n", "", "'main' panicked: boom")]
    [InlineData("note: the disk is full\n", "", "note: the disk is full")]
    [InlineData("\e[31merror: \e[0mno space\n", "", "error: no space")]
    [InlineData("10%\r20%\r100%\r\e[Kfailed: checksum\n", "", "failed: checksum")]
    public void The_reason_is_the_line_that_says_why(string error, string output, string reason) =>
        LastWords.Of(error, output).ShouldBe(reason);

    [Fact]
    public void A_very_long_line_is_cut() => LastWords.Of(new string('x', 5000), "").Length.ShouldBe(501);
}
