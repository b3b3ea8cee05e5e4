using StreamLibTesting;

namespace StreamLibTestingTests;

public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_condition_is_looked_at_until_it_holds()
    {
        var looks = 0;

        await Eventually.Holds(() => ++looks == 3, "the third look", cancellationToken: Ct);

        looks.ShouldBe(3);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_condition_that_never_holds_is_told_with_what_was_waited_for() =>
        (await Should.ThrowAsync<TimeoutException>(Eventually.Holds(() => false, "the moon", Short, Ct)))
            .Message.ShouldBe("Waited 0.1 s in vain for the moon.");

    [Fact(Timeout = 30_000)]
    public async Task An_assertion_is_tried_until_it_passes()
    {
        var tries = 0;

        await Eventually.Passes(Try, cancellationToken: Ct);

        tries.ShouldBe(3);

        Task Try()
        {
            (++tries).ShouldBe(3);
            return Task.CompletedTask;
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task An_assertion_that_never_passes_fails_as_itself()
    {
        var tries = 0;

        await Assert.ThrowsAsync<ShouldAssertException>(() => Eventually.Passes(Fail, TimeSpan.FromSeconds(2), Ct));

        tries.ShouldBeGreaterThan(1);

        Task Fail()
        {
            (++tries).ShouldBe(0);
            return Task.CompletedTask;
        }
    }
}
