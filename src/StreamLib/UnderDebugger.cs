using StreamLib.Plans;

namespace StreamLib;

/// <summary>A plan for somebody who stands at a breakpoint: nothing of it is over because time has passed.</summary>
internal static class UnderDebugger
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(7);

    /// <summary>The same plan without deadlines of the test, its steps and their readiness. The hosts wait for a day without a heartbeat: none comes while all threads stand still.</summary>
    public static Plan Unhurried(Plan plan) => plan with
    {
        Deadlines = plan.Deadlines with { Timeout = Long, ReadyTimeout = Long, HeartbeatLimit = TimeSpan.FromDays(1) },
        Streams = [.. plan.Streams.Select(stream => stream with { Steps = [.. stream.Steps.Select(step => step with { Timeout = null })] })],
    };
}
