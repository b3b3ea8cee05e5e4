using StreamLib.Plans;

namespace StreamLibTests.Plans;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("500", 500)]
    [InlineData("20K", 20 * 1024)]
    [InlineData(" 1.5 MiB ", 3 * 512 * 1024)]
    [InlineData("2g", 2L << 30)]
    [InlineData("1TB", 1L << 40)]
    public void A_size_is_read_as_people_write_it(string text, long bytes) => ByteSize.Parse(text).ShouldBe(bytes);

    [Theory]
    [InlineData("")]
    [InlineData("much")]
    [InlineData("-1")]
    [InlineData("1.2.3M")]
    [InlineData("99999999T")]
    public void What_is_no_size_says_how_to_write_one(string text) =>
        Should.Throw<PlanException>(() => ByteSize.Parse(text)).Text.ShouldBe($"error SL1052: '{text}' is no size: write a number and K, M, G or T, as in 500M or 2G.");

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1000, "1000 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1L << 40, "1 TiB")]
    public void A_size_is_shown_in_the_largest_unit(long bytes, string text) => ByteSize.Text(bytes).ShouldBe(text);
}
