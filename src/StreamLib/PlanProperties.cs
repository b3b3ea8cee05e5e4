using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib;

/// <summary>What a test, a stream and a step have, in words; nothing of what holds anyway.</summary>
internal static class PlanProperties
{
    /// <summary>What a test has, besides its streams.</summary>
    /// <param name="plan">The test.</param>
    /// <param name="options">What was chosen for the run, which goes before what the test says.</param>
    public static IEnumerable<string> Of(Plan plan, JobOptions options)
    {
        if (plan.Suite != "Streams") yield return $"suite {plan.Suite}";
        var given = ParameterNames.Merge(plan.Parameters, options.Parameters);
        if (Parameters(given) is { Length: > 0 } parameters) yield return $"parameters {parameters}";
        if (!options.Secrets.IsEmpty) yield return $"secrets {string.Join(", ", options.Secrets.Select(s => $"{s.Key} from {s.Value.Origin}"))}";
        if (!plan.Requires.IsDefaultOrEmpty) yield return $"requires {string.Join(", ", plan.Requires)}";
        if (plan.OnFail != default) yield return $"when a stream fails: {Word(plan.OnFail)}";
        if (plan.Start == StartMode.Each) yield return "streams whose host can be opened run without the others";
        if (plan.Share) yield return "streams may share hosts";
        foreach (var line in Evidence(plan.OnFailure, plan.Collect)) yield return line;
        yield return $"at most {PlanText.Time(plan.Deadlines.Timeout)}";
        foreach (var (name, time, usual) in Deadlines(plan.Deadlines, Plans.Deadlines.Default))
        {
            if (time != usual) yield return $"{name} {PlanText.Time(time)}";
        }
    }

    /// <summary>What a stream has, besides its steps and its host.</summary>
    public static IEnumerable<string> Of(TestStream stream)
    {
        if (stream.Background) yield return "in the background of the others";
        if (stream.Host is { } host) yield return $"wants host {host}";
        if (stream.Group is { } group) yield return $"wants a host of group {group}";
        if (stream.Payload is { } payload) yield return $"payload {payload}";
        if (Parameters(stream.Parameters) is { Length: > 0 } parameters) yield return $"parameters {parameters}";
        if (!stream.Requires.IsDefaultOrEmpty) yield return $"requires {string.Join(", ", stream.Requires)}";
        if (stream.OnFail is { } mode) yield return $"when it fails: {Word(mode)}";
        foreach (var line in Evidence(stream.OnFailure, stream.Collect)) yield return line;
    }

    /// <summary>What a step has, besides what it does.</summary>
    public static IEnumerable<string> Of(Step step)
    {
        if (step.Background) yield return step.MayEnd ? "in the background; it may end by itself" : "in the background";
        if (step.Port is { } port) yield return $"port {port}";
        if (!step.Ports.IsDefaultOrEmpty) yield return $"ports {string.Join(", ", step.Ports)}";
        if (step.Ready is { } ready) yield return $"ready: {ready}";
        if (!step.Needs.IsDefaultOrEmpty) yield return $"needs {string.Join(", ", step.Needs)}";
        if (step.Expect != Expectation.Pass) yield return $"expect: {step.Expect}";
        if (step.KnownIssue is { } issue) yield return $"known issue: {issue}";
        if (!step.Limits.IsDefaultOrEmpty) yield return $"limits: {string.Join(", ", step.Limits)}";
        if (step.Timeout is { } timeout) yield return $"at most {PlanText.Time(timeout)}";
        if (Parameters(step.Parameters) is { Length: > 0 } parameters) yield return $"parameters {parameters}";
        if (step.Payload is { } payload) yield return $"payload {payload}";
        if (step.Cleanup is { } cleanup) yield return $"cleanup: {cleanup}";
    }

    private static IEnumerable<string> Evidence(ImmutableArray<string> commands, ImmutableArray<string> files)
    {
        foreach (var line in commands) yield return $"after a failure: {line}";
        if (!files.IsEmpty) yield return $"after a failure it collects {string.Join(", ", files)}";
    }

    private static IEnumerable<(string Name, TimeSpan Time, TimeSpan Usual)> Deadlines(Deadlines own, Deadlines usual) =>
    [
        (nameof(own.ConnectTimeout), own.ConnectTimeout, usual.ConnectTimeout),
        (nameof(own.ReadyTimeout), own.ReadyTimeout, usual.ReadyTimeout),
        (nameof(own.Grace), own.Grace, usual.Grace),
        (nameof(own.EvidenceTimeout), own.EvidenceTimeout, usual.EvidenceTimeout),
        (nameof(own.CleanupTimeout), own.CleanupTimeout, usual.CleanupTimeout),
        (nameof(own.HeartbeatInterval), own.HeartbeatInterval, usual.HeartbeatInterval),
        (nameof(own.HeartbeatLimit), own.HeartbeatLimit, usual.HeartbeatLimit),
    ];

    private static string Word(FailureMode mode) => mode == FailureMode.Abort ? "abort" : "continue";

    private static string Parameters(ImmutableSortedDictionary<string, string> parameters) => string.Join(", ", parameters.Select(p => $"{p.Key}={p.Value}"));
}
