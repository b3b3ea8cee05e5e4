namespace StreamLib.Plans;

/// <summary>Checks the steps that do something to steps of other streams.</summary>
internal static class FaultRules
{
    public static IEnumerable<PlanGap> Of(Plan plan, string where, Step step, StepAction.Fault fault)
    {
        if (step.Background || step.Port is not null || !step.Ports.IsEmpty || step.Cleanup is not null)
            yield return new("SL1091", $"{where} only acts on another step ({fault}): it runs in the foreground, has no port and nothing to clean up.");
        if (step.Expect != Expectation.Pass || step.KnownIssue is not null)
            yield return new("SL1091", $"{where} only acts on another step ({fault}), which cannot be expected to fail. Mark the step that does.");
        if (fault.Kind == FaultKind.Signal && SignalName.WrongIn(fault.Signal) is { } wrong)
            yield return new("SL1090", $"{where}: {wrong}");
        if (Target(plan, where, fault) is { } gap) yield return gap;
    }

    /// <summary>The declared steps that may be meant, as <c>STREAM/STEP</c>: one, but for a stream that is known only when the test runs.</summary>
    public static IEnumerable<string> TargetsOf(Plan plan, StepAction.Fault fault)
    {
        if (fault.Target.Split('/') is not [var stream, var step]) return [];
        return plan.Streams.Where(s => stream.StartsWith('@') ? s.Steps.Any(other => other.Name == step && other.Background) : s.Covers(stream)).Select(s => $"{s.Name}/{step}");
    }

    private static PlanGap? Target(Plan plan, string where, StepAction.Fault fault)
    {
        if (fault.Target.Split('/') is not [var stream, var step] || stream.TrimStart('@').Length == 0)
            return new("SL1092", $"{where} acts on '{fault.Target}': write STREAM/STEP, or @KEY/STEP for the stream that the shared data name under KEY.");
        var streams = stream.StartsWith('@') ? plan.Streams.Where(s => s.Steps.Any(other => other.Name == step)).ToList() : [.. plan.Streams.Where(s => s.Covers(stream))];
        if (streams.Count == 0)
            return new("SL1092", $"{where} acts on {fault.Target}, but {plan.Name} has no {(stream.StartsWith('@') ? $"step {step} in any stream" : $"stream {stream}")}. It has: {string.Join(", ", plan.Streams.Select(s => s.Name))}.");
        if (streams.Any(s => s.Steps.FirstOrDefault(other => other.Name == step) is { Background: true })) return null;
        return streams.Any(s => s.Steps.Any(other => other.Name == step))
            ? new("SL1092", $"{where} acts on {fault.Target}, which runs in the foreground: only what runs in the background can be stopped, killed, signalled and started.")
            : new("SL1092", $"{where} acts on {fault.Target}, but stream {streams[0].Name} has no step {step}. It has: {string.Join(", ", streams[0].Steps.Select(s => s.Name))}.");
    }
}
