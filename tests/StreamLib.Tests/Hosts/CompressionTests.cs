using System.Security.Cryptography;
using StreamLib.Hosts;

namespace StreamLibTests.Hosts;

/// <summary>When compressing pays: the way is slower than gzip, and gzip makes it smaller.</summary>
public class CompressionTests
{
    [Theory]
    [InlineData(0.3, 5, 80, true)] // 100 Mbit/s
    [InlineData(0.3, 5, 9, false)] // 1 Gbit/s: within the margin for the other side
    [InlineData(0.3, 5, 3, false)] // faster than gzip
    [InlineData(0.9, 5, 80, false)] // hardly smaller
    [InlineData(0.3, 50, 60, false)] // a busy machine
    public void The_slower_the_way_and_the_smaller_the_rest_the_better(double ratio, int effort, int took, bool pays) =>
        Compression.Pays(ratio, TimeSpan.FromMilliseconds(effort), TimeSpan.FromMilliseconds(took)).ShouldBe(pays);

    [Fact]
    public void The_content_is_looked_at()
    {
        Compression.Pays(new byte[Compression.Sample], TimeSpan.FromSeconds(60)).ShouldBeTrue();
        Compression.Pays(RandomNumberGenerator.GetBytes(Compression.Sample), TimeSpan.FromSeconds(60)).ShouldBeFalse();
    }
}
