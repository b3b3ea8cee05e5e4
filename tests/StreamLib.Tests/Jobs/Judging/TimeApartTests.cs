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
        one.Dispose();
        apart.TakeMore().ShouldBeGreaterThan(TimeSpan.Zero);
        apart.TakeMore().ShouldBeGreaterThan(TimeSpan.Zero, "it still runs");
        await Task.Delay(600, TestContext.Current.CancellationToken);
        other.Dispose();
        apart.TakeMore().ShouldBeGreaterThan(TimeSpan.FromSeconds(0.5));
        apart.TakeMore().ShouldBe(TimeSpan.Zero);
    }
}
