using System.Diagnostics;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>That a nested test was stopped, or had ended as it may.</summary>
/// <param name="At">When, by <see cref="Stopwatch"/>.</param>
/// <param name="How">As in <c>was killed by chaos/1-kill</c>.</param>
internal sealed record Departure(long At, string How);

/// <summary>Something that a failed step, or an earlier step of its stream, needed, and that was gone just before: the likely cause,
/// which the last line of its
/// output rarely names.</summary>
internal static class StoppedNeed
{
    private static readonly TimeSpan s_shortly = TimeSpan.FromSeconds(10);

    /// <summary>The result with what was gone in its message.</summary>
    public static NestedResult AddTo(NestedResult result, StepRun failed)
    {
        if (result.Outcome != Outcome.Fail || failed.Step.Action is StepAction.Barrier or StepAction.Fault) return result;
        var users = failed.Stream.Started().TakeWhile(step => step != failed).Append(failed).ToArray();
        var gone = failed.Test.Streams.SelectMany(stream => stream.Started())
            .Where(step => step.Step.Background && step.Gone is { } end && Stopwatch.GetElapsedTime(end.At) < s_shortly)
            .Where(step => users.Any(user => failed.Test.Gates.Needs(user, step)))
            .MaxBy(step => step.Gone!.At);
        if (gone is null) return result;
        var who = failed.Test.Gates.Needs(failed, gone) ? "it" : $"an earlier step of {failed.Stream.Name}";
        return result with { Message = $"{result.Message}; shortly before, {gone.Party}, which {who} needs, {gone.Gone!.How}" };
    }
}
