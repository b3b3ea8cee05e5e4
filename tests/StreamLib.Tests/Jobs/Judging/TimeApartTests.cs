using StreamLib.Jobs;

namespace StreamLibTests.Jobs;

/// <summary>The time in which reports are read is none of the test's own.</summary>
public class TimeApartTests
{
    [Fact(Timeout = 30_000)]
    public async Task It_is_given_once_and_not_before_it_is_over()
    {
        var apart = new TimeApart();
        apart.TakeMore().ShouldBe(TimeSpan.Zero);
        var (one, other) = (apart.Begin(), apart.Begin());
        await Task.Delay(20, TestContext.Current.CancellationToken);
        one.Dispose();
        apart.TakeMore().ShouldBeGreaterThan(TimeSpan.Zero);
        apart.TakeMore().ShouldBeGreaterThan(TimeSpan.Zero, "it still runs");
        other.Dispose();
        apart.TakeMore();

        apart.TakeMore().ShouldBe(TimeSpan.Zero);
    }
}
