using StreamLib.Plans;

namespace StreamLib;

/// <summary>What a step has, besides what it does, in words.</summary>
internal static class StepProperties
{
    public static IEnumerable<string> Of(Step step)
    {
        if (step.Background) yield return step.MayEnd ? "in the background; it may end by itself" : "in the background";
        if (step.Port is { } port) yield return $"port {port}";
        if (step.Ready is { } ready) yield return $"ready: {ready}";
        if (!step.Needs.IsDefaultOrEmpty) yield return $"needs {string.Join(", ", step.Needs)}";
        if (step.Expect != Expectation.Pass) yield return $"expect: {step.Expect}";
        if (step.KnownIssue is { } issue) yield return $"known issue: {issue}";
        if (!step.Limits.IsDefaultOrEmpty) yield return $"limits: {string.Join(", ", step.Limits)}";
        if (step.Timeout is { } timeout) yield return $"at most {PlanText.Time(timeout)}";
        if (!step.Parameters.IsEmpty) yield return $"parameters {string.Join(", ", step.Parameters.Select(p => $"{p.Key}={p.Value}"))}";
        if (step.Cleanup is { } cleanup) yield return $"cleanup: {cleanup}";
    }
}
