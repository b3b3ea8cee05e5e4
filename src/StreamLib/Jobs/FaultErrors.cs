using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The texts of all that can be wrong with something that is done to a nested test on purpose.</summary>
internal static class FaultErrors
{
    public static TestException NoTarget(string asked, string why) =>
        new("SL3011", $"{asked} leads to nothing: {why}");

    public static TestException NoStep(StreamRun stream, string step) => NoTarget(
        $"{stream.Name}/{step}",
        $"stream {stream.Name} has started no step {step}. {(stream.Started() is [_, ..] started ? $"It has started: {string.Join(", ", started.Select(s => s.Step.Name).Distinct())}." : "It has started none.")}");

    public static TestException InForeground(StepRun target) =>
        new("SL3012", $"{target.Party} runs in the foreground of its stream: only what runs in the background can be stopped, killed, sent a signal or started again. Let it be a background step.");

    public static TestException HasEnded(StepRun target, FaultKind kind, NestedResult result) => new(
        "SL3013",
        $"{target.Party} has ended already ({result.Outcome}{(result.Message.Length > 0 ? $": {result.Message}" : "")}): there is nothing to {Verb(kind)}. Start it again first.");

    public static TestException StillRuns(StepRun target) =>
        new("SL3014", $"{target.Party} still runs, and nobody has asked it to end: it cannot be started again. Stop or kill it first.");

    public static TestException Survived(StepRun target, TimeSpan grace) => new(
        "SL3014",
        string.Create(CultureInfo.InvariantCulture, $"{target.Party} still runs, {grace.TotalSeconds:0.###} s (Grace) after the signal that it was sent: it cannot be started again. Stop or kill it first."));

    public static TestException StreamIsOver(StepRun target) =>
        new("SL3015", $"{target.Party} cannot be started again: stream {target.Stream.Name} has ended.");

    public static TestException DidNotEnd(StepRun target, NestedResult result) =>
        new("SL3016", $"{target.Party} ended otherwise than it was asked to: {result.Outcome}: {result.Message}") { Result = result };

    public static TestException NotReady(StepRun started, NestedResult result) =>
        new("SL3017", $"{started.Party} was started again, but did not get ready: {result.Outcome}: {result.Message}") { Result = result };

    private static string Verb(FaultKind kind) => kind switch
    {
        FaultKind.Stop => "stop",
        FaultKind.Kill => "kill",
        _ => "send a signal to",
    };
}
