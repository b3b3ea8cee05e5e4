using StreamLib;
using StreamLib.Plans;

namespace StreamLibTests.Plans;

/// <summary>What becomes of a plan while somebody stands at a breakpoint. That a debugger is attached cannot be had here.</summary>
public class UnhurriedTests
{
    [Fact]
    public void Nothing_is_over_because_time_has_passed()
    {
        var plan = Plan.Named("Pair").Role("one", 1, s => s.Run("serve", "true").Run("work", "true").Barrier("met"));
        plan = plan with
        {
            Deadlines = plan.Deadlines with { Timeout = TimeSpan.FromSeconds(1), ReadyTimeout = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(3) },
            Streams = [.. plan.Streams.Select(stream => stream with { Steps = [.. stream.Steps.Select(step => step with { Timeout = TimeSpan.FromSeconds(4) })] })],
        };

        var unhurried = UnderDebugger.Unhurried(plan);

        var deadlines = unhurried.Deadlines;
        new[] { deadlines.Timeout, deadlines.ReadyTimeout, deadlines.HeartbeatLimit }.ShouldAllBe(time => time >= TimeSpan.FromDays(1));
        deadlines.Grace.ShouldBe(TimeSpan.FromSeconds(3));
        unhurried.Streams.SelectMany(stream => stream.Steps).Select(step => step.Timeout).ShouldBe([null, null, null]);
        unhurried.Streams.SelectMany(stream => stream.Steps).Select(step => step.Name).ShouldBe(["serve", "work", "met"]);
    }
}
