namespace StreamLib.Plans;

/// <summary>Barriers of named streams, as far as a plan can be wrong about them.</summary>
internal static class NamedBarriers
{
    /// <summary>Whether a barrier names the streams that meet there.</summary>
    public static bool IsNamed(StepAction.Barrier barrier) => NamesOf(barrier) is not null;

    public static IEnumerable<PlanGap> Of(Plan plan, TestStream stream, string where, StepAction.Barrier barrier)
    {
        if (NamesOf(barrier) is not { } names) yield break;
        where = $"{where} waits for the streams {barrier.Count}";
        string[] unknown = [.. names.Where(name => plan.Streams.All(other => !Makes(other, name)))];
        foreach (var name in unknown) yield return new("SL1170", $"{where}, but {plan.Name} has no stream {name}. {WayOut(plan, name)}");
        if (unknown.Length > 0) yield break;
        if (StreamNames.Of(stream).Any(name => !names.Contains(name)))
            yield return new("SL1171", $"{where}, to which its own does not belong: name {Written(stream)} there, or leave the step out.");
        foreach (var other in plan.Streams.Where(other => names.Any(name => Makes(other, name)) && IsIdle(other, barrier)))
            yield return new("SL1172", $"{where}, but {other.Name} runs nothing that could come to {barrier.Name}: it could never pass.");
    }

    private static string[]? NamesOf(StepAction.Barrier barrier) => StreamList.Parse(barrier.Count);

    private static string WayOut(Plan plan, string name) => plan.Streams.FirstOrDefault(stream => stream.Name == name) is { } role
        ? $"That is a role: write role:{name}, or some of {Written(role)}."
        : $"It has: {string.Join(", ", plan.Streams.Select(Written))}.";

    // A command may ask for any barrier; a step that is a barrier asks for that one alone.
    private static bool IsIdle(TestStream stream, StepAction.Barrier barrier) =>
        !stream.Steps.IsEmpty && stream.Steps.All(step => IsOther(step.Action, barrier.Name));

    private static bool IsOther(StepAction action, string barrier) =>
        action is StepAction.Fault || (action is StepAction.Barrier other && other.Name != barrier);

    private static bool Makes(TestStream stream, string name) => StreamNames.Of(stream).Contains(name);

    private static string Written(TestStream stream) =>
        stream.Count.Number is { } number and > 1 ? $"{stream.Name}1 to {stream.Name}{number}" : stream.Name;
}
