namespace StreamLibTests.Sync.HalfOpen;

/// <summary>A peer whose cable was pulled says nothing any more, not even that it is gone.</summary>
public class PulledCableTests(PulledCable cable) : IClassFixture<PulledCable>
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    [Fact(Timeout = 30_000)]
    public async Task A_peer_that_is_silent_for_ever_breaks_its_barrier_within_15_seconds()
    {
        StreamLibTesting.Lab.Require();
        var broken = await cable.Quiet!;
        broken.Cause.ShouldBe("quiet lost its connection while it waited at barrier quiet");
        broken.After.ShouldBeLessThan(Promised);
        TestContext.Current.TestOutputHelper?.WriteLine($"after {broken.After.TotalSeconds:0.0} s");
    }

    [Fact(Timeout = 30_000)]
    public async Task So_does_one_to_which_an_answer_is_still_under_way()
    {
        StreamLibTesting.Lab.Require();
        var broken = await cable.Loud!;
        broken.Cause.ShouldBe("loud lost its connection while it waited at barrier loud");
        broken.After.ShouldBeLessThan(Promised);
        TestContext.Current.TestOutputHelper?.WriteLine($"after {broken.After.TotalSeconds:0.0} s");
    }
}
