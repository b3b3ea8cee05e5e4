using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class TerminalLineTests
{
    [Theory]
    [InlineData("plain\ttext  ", "plain\ttext  ")]
    [InlineData("\e[1;31mred\e[0m and \e]0;title\aplain", "red and plain")]
    [InlineData("10%\r20%\r100%", "100%")]
    [InlineData("downloading\rdone", "doneloading")]
    [InlineData("downloading\r\e[Kdone", "done")]
    [InlineData("downloading\e[2K\rdone", "done")]
    [InlineData("50%\r   \r", "")]
    [InlineData("50%\r   \rready", "ready")]
    [InlineData("|\b/\b-\b", "-")]
    [InlineData("spinner \\\b\e[1Dx", "spinnerx\\")]
    [InlineData("end\r", "end")]
    [InlineData("end\r\r", "end")]
    [InlineData("\e[32mlogin: \e[0m", "login: ")]
    [InlineData("a\e[3Cb", "a   b")]
    [InlineData("abc\e[1Gx", "xbc")]
    [InlineData("one\rtwo\r\nthree\r\n", "two\nthree\n")]
    [InlineData("bell\a and\0 more", "bell and more")]
    [InlineData("cut \e[31", "cut ")]
    [InlineData("", "")]
    public void Shows_what_a_terminal_leaves_visible(string written, string visible) => TerminalLine.Visible(written).ShouldBe(visible);

    [Fact]
    public void A_far_column_needs_no_more_memory_than_a_line_may_have() =>
        TerminalLine.Visible("a\e[2147483647Cb").Length.ShouldBeLessThan(70_000);
}
