using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>What a C# test has started in the foreground, and returned without waiting for; nothing is said of what lasts no longer than others.</summary>
internal static class NotAwaited
{
    /// <summary>The result of one that was stopped; <c>null</c> for one that runs in the background.</summary>
    public static NestedResult? WhileItRan(StreamRun stream, Step step, string party) => Of(stream, step, party, "still ran when the test returned, and was stopped");

    /// <summary>The result of one that still waited to be started; <c>null</c> for one that runs in the background.</summary>
    public static NestedResult? BeforeItStarted(StreamRun stream, Step step, string party) => Of(stream, step, party, "had not started when the test returned, and did not run");

    private static NestedResult? Of(StreamRun stream, Step step, string party, string what) => step.Background || stream.Placed.Declared.Background
        ? null
        : new() { Party = party, Outcome = Outcome.Warn, Message = $"it {what}: await it, or start it in the background" };
}
