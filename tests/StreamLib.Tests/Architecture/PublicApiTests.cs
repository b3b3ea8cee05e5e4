using StreamLib;
using StreamLibTesting;

namespace StreamLibTests.Architecture;

public class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_one_that_was_agreed() => Snapshot.Matches(PublicApi.Of(typeof(Job).Assembly));
}
