namespace StreamLib.Plans;

/// <summary>What is wrong with the folders that a plan ships.</summary>
internal static class PayloadRules
{
    /// <summary>The folder, where a relative path starts at <paramref name="folder"/>; without a separator at its end.</summary>
    public static string? Rooted(string? payload, string folder) =>
        string.IsNullOrWhiteSpace(payload) || payload.Contains('\0', StringComparison.Ordinal)
            ? payload
            : Path.TrimEndingDirectorySeparator(Path.GetFullPath(payload, Path.GetFullPath(folder)));

    /// <summary>What is wrong with the payload of a step.</summary>
    public static IEnumerable<PlanGap> Of(string where, Step step) => step switch
    {
        { Payload: { } payload, Action: StepAction.Barrier or StepAction.Fault } =>
            [new("SL1152", $"{where} has the payload {payload} but starts nothing that could use it: give it to another step.")],
        _ => Of(where, step.Payload),
    };

    /// <summary>What is wrong with a payload.</summary>
    /// <param name="where">The step or stream that has it.</param>
    /// <param name="payload">The folder; <c>null</c> for none.</param>
    public static IEnumerable<PlanGap> Of(string where, string? payload)
    {
        if (payload is null) yield break;
        if (string.IsNullOrWhiteSpace(payload))
            yield return new("SL1150", $"{where} has an empty payload: name a folder of this machine, or leave it out.");
        else if (File.Exists(payload))
            yield return new("SL1151", $"{where} has the payload {payload}, which is a file: name the folder that holds it. "
                + $"The step starts in that folder, so that ./{Path.GetFileName(payload)} is the file.");
        else if (!Directory.Exists(payload))
            yield return new("SL1150", $"{where} has the payload {payload}, a folder that does not exist here: build or publish it first.");
    }

    /// <summary>A payload that holds the results of the run would change while it is shipped.</summary>
    public static IEnumerable<PlanGap> OfResults(Plan plan, string results)
    {
        foreach (var stream in plan.Streams)
        {
            if (Holds(stream.Payload, results)) yield return OfResults(plan, stream.Name, null, stream.Payload!, results);
            foreach (var step in stream.Steps.Where(step => step.Payload is not null && Holds(stream.PayloadOf(step), results)))
                yield return OfResults(plan, stream.Name, step.Name, step.Payload!, results);
        }
    }

    private static PlanGap OfResults(Plan plan, string stream, string? step, string payload, string results) => new(
        "SL1153",
        $"{(step is null ? $"Stream {stream}" : $"Step {stream}/{step}")} of {plan.Name} has the payload {payload}, "
        + $"which holds the results folder {results}: that changes while the test runs. "
        + "Name a folder of its own, as the one that 'dotnet publish' writes, or put the results elsewhere (option --results).")
    {
        Test = plan.Name,
        Stream = stream,
        Step = step,
    };

    private static bool Holds(string? payload, string results) => Directory.Exists(payload)
        && Path.GetRelativePath(payload, results) is var path
        && path.Split(Path.DirectorySeparatorChar)[0] != ".."
        && !Path.IsPathRooted(path);
}
