using System.Xml;
using StreamLib.Results;

namespace StreamLibTests.Results;

public class PlainTextTests
{
    [Theory]
    [InlineData("plain\ttext", "plain\ttext")]
    [InlineData("\e[1;31mred\e[0m", "red")]
    [InlineData("\e]0;title\arest", "rest")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\e\\", "link")]
    [InlineData("\e(Bcharset \e=keypad", "charset keypad")]
    [InlineData("cut \e[31", "cut ")]
    [InlineData("cut \e]0;title\nnext", "cut \nnext")]
    [InlineData("a\0b\u0008c\u007fd\u009be\uFFFEf", "abcdef")]
    [InlineData("10%\r20%\r\nend", "20%\nend")]
    [InlineData("\U0001F600 ok", "\U0001F600 ok")]
    [InlineData("", "")]
    public void Strips_what_no_report_can_hold(string text, string expected) => PlainText.Clean(text).ShouldBe(expected);

    [Fact]
    public void Strips_halves_of_characters()
    {
        var text = new string(['a', '\uD83D', 'b', '\uDE00', 'c']);
        PlainText.Clean(text).ShouldBe("abc");
    }

    [Fact]
    public void What_is_left_can_stand_in_xml()
    {
        var all = new string([.. Enumerable.Range(0, 0x10000).Select(c => (char)c)]);
        PlainText.Clean(all).ShouldAllBe(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c));
        XmlConvert.VerifyXmlChars(PlainText.Clean(all));
    }

    [Fact]
    public void Cuts_long_text_between_whole_characters()
    {
        var text = string.Concat(Enumerable.Repeat("\U0001F600", 100));
        XmlConvert.VerifyXmlChars(PlainText.Bounded(text, 51));
        XmlConvert.VerifyXmlChars(PlainText.OneLine(text, 52));
        PlainText.Bounded(new string('x', 100), 20).ShouldBe("xxxxxxxxxx\n...[80 characters left out]...\nxxxxxxxxxx");
        PlainText.OneLine(" a \n\n  b ").ShouldBe("a b");
    }
}
