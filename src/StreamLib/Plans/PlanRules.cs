using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>Checks a whole plan without connecting anywhere.</summary>
public static partial class PlanRules
{
    /// <summary>Checks names, counts, references and the order of steps, and names everything that is wrong at once.</summary>
    /// <exception cref="PlanException">Something is wrong.</exception>
    public static void Check(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var gaps = Of(plan).ToList();
        Variants.Of(plan, ImmutableSortedDictionary<string, string>.Empty, gaps);
        if (gaps.Count > 0) throw new PlanException(gaps);
    }

    /// <summary>All that is wrong with a plan, but for its matrix.</summary>
    internal static ImmutableArray<PlanGap> Of(Plan plan)
    {
        ImmutableArray<PlanGap> gaps =
        [
            .. OfPlan(plan),
            .. ParameterNames.Of(plan),
            .. plan.Streams.SelectMany(s => OfStream(plan, s).Select(gap => gap with { Stream = s.Name })),
        ];
        if (gaps.IsEmpty) gaps = [.. StreamNames.Colliding(plan), .. PortRules.OfText(plan)];
        if (gaps.IsEmpty) gaps = [.. PlanCycles.In(plan)];
        return [.. gaps.Select(gap => gap with { Test = plan.Name })];
    }

    /// <summary>What is wrong with the name of a test, by which its results go; <c>null</c> when nothing is.</summary>
    internal static PlanGap? OfName(string name) =>
        Name().IsMatch(name) ? null : new("SL1001", $"'{name}' cannot name a test: write a letter, then letters, digits, - and _.");

    private static IEnumerable<PlanGap> OfPlan(Plan plan)
    {
        if (OfName(plan.Name) is { } wrongName) yield return wrongName;
        if (plan.Streams.IsEmpty)
            yield return new("SL1002", $"{plan.Name} has no streams: declare at least one.");
        foreach (var stream in plan.Streams.Where(s => !Name().IsMatch(s.Name)))
            yield return new("SL1003", $"'{stream.Name}' cannot name a stream of {plan.Name}: write a letter, then letters, digits, - and _.") { Stream = stream.Name };
        foreach (var twice in plan.Streams.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return new("SL1004", $"{plan.Name} declares {Twice([.. twice.Select(s => s.Name)])}: give each a name of its own, or one of them a count.") { Stream = twice.Key };
        foreach (var role in plan.Streams.Where(s => s.Count != StreamCount.One))
        {
            foreach (var clash in plan.Streams.Where(s => s != role && IsOneOf(role, s.Name)))
                yield return new("SL1004", $"{plan.Name} declares stream {clash.Name}, which is also a name that role {role.Name} makes: rename one of them.") { Stream = clash.Name };
        }

        foreach (var many in plan.Streams.Where(s => s.Count.Number is null).GroupBy(s => s.Group).Where(g => g.Count() > 1))
            yield return new("SL1005", string.Create(CultureInfo.InvariantCulture, $"{plan.Name} has {many.Count()} roles with count *{(many.Key is { } group ? $" in group {group}" : "")}: only one can have all the remaining hosts."));
        if (!plan.Streams.IsEmpty && plan.Streams.All(s => s.Background))
            yield return new("SL1087", $"All streams of {plan.Name} are in the background of others, of which there are none: let at least one of them not be Background.");
    }

    private static IEnumerable<PlanGap> OfStream(Plan plan, TestStream stream)
    {
        foreach (var twice in stream.Steps.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return new("SL1006", $"Stream {stream.Name} of {plan.Name} has {twice.Count()} steps named {twice.Key}: give each a name of its own.") { Step = twice.Key };

        if (stream.Host is { } host && stream.Group is { } group)
            yield return new("SL1087", $"Stream {stream.Name} of {plan.Name} wants host {host} and a host of group {group}: leave one of them out.");
        foreach (var hosts in stream.Requires.OfType<Requirement.Hosts>())
            yield return new("SL1083", $"Stream {stream.Name} of {plan.Name} requires {hosts}: a stream has one host; let the test require that.");
        if (!stream.Background && !stream.Steps.IsEmpty && stream.Steps.All(s => s.Background) && !stream.Steps.Any(s => IsNeeded(plan, stream, s)))
            yield return new("SL1007", $"Stream {stream.Name} of {plan.Name} has only background steps, and nothing needs them: it would end at once. Add a foreground step or a barrier, or let a step of another stream need {stream.Name}/{stream.Steps[0].Name}.");

        foreach (var gap in PayloadRules.Of($"Stream {stream.Name} of {plan.Name}", stream.Payload))
            yield return gap;
        foreach (var gap in stream.Steps.SelectMany(step => OfStep(plan, stream, step).Select(gap => gap with { Step = step.Name })))
            yield return gap;
    }

    private static IEnumerable<PlanGap> OfStep(Plan plan, TestStream stream, Step step)
    {
        var where = $"Step {stream.Name}/{step.Name} of {plan.Name}";
        if (!StepName().IsMatch(step.Name))
            yield return new("SL1003", $"'{step.Name}' cannot name a step of stream {stream.Name}: write letters, digits, '.', - and _, at most 100 of them.");
        if (!step.Background && step.Ready is not null)
            yield return new("SL1013", $"{where} has a readiness gate ({step.Ready}) but runs in the foreground: others wait until it has passed. Make it a background step or leave out the gate.");
        if (!step.Background && step.MayEnd)
            yield return new("SL1013", $"{where} runs in the foreground, so it ends by itself anyway: leave out MayEnd, or make it a background step.");
        foreach (var gap in PortRules.OfStep(where, step)) yield return gap;
        if (step.Background && step.Expect.Within is not null)
            yield return new("SL1071", $"{where} runs in the background, where its stream does not wait for the host to come back: a step in the foreground can expect a disconnect.");
        if (!step.Limits.IsEmpty && step.Action is StepAction.Barrier or StepAction.Fault)
            yield return new("SL1084", $"{where} has limits ({string.Join(", ", step.Limits)}) but measures nothing: give them to the step that does.");
        if (step.Timeout is { } timeout && timeout <= TimeSpan.Zero)
            yield return new("SL1015", $"{where} has a timeout of {timeout}: give more than zero, or leave it out.");
        if (step.KnownIssue is { } issue && string.IsNullOrWhiteSpace(issue))
            yield return new("SL1072", $"{where} has a known issue without a word: give its address or say what it is, or leave it out.");
        if (step.Action is StepAction.Script { Path: var script } && !File.Exists(script))
            yield return new("SL1016", $"{where} runs script {script}, which does not exist on this machine.");
        if (step.Action is StepAction.TestClass { Application: var application } && !File.Exists(application))
            yield return new("SL1017", $"{where} runs a class of test application {application}, which does not exist on this machine: build it first.");
        if (step.Action is StepAction.Command { Line: var line } && string.IsNullOrWhiteSpace(line))
            yield return new("SL1018", $"{where} has an empty command line.");
        if (step.Action is StepAction.Barrier barrier)
        {
            if (step.Expect != Expectation.Pass || step.KnownIssue is not null)
                yield return new("SL1071", $"{where} is a barrier: it is met by all or by none, and cannot be expected to fail or have a known issue. Mark the step that does.");
            if (step.Background) yield return new("SL1019", $"{where} is a barrier in the background: a barrier holds its stream, so it runs in the foreground.");
            if (stream.Background && barrier.Count == "all")
                yield return new("SL1087", $"{where} is a barrier of all streams, in a stream that lasts as long as the others and takes no part in those. Write a number, or role:NAME.");
            foreach (var gap in OfBarrier(plan, where, barrier).Concat(NamedBarriers.Of(plan, stream, where, barrier))) yield return gap;
        }

        if (step.Action is StepAction.Fault fault)
        {
            foreach (var gap in FaultRules.Of(plan, where, step, fault)) yield return gap;
        }

        foreach (var gap in PayloadRules.Of(where, step))
            yield return gap;
        foreach (var need in step.Needs)
        {
            if (OfNeed(plan, where, need) is { } gap) yield return gap;
        }
    }

    private static IEnumerable<PlanGap> OfBarrier(Plan plan, string where, StepAction.Barrier barrier)
    {
        if (barrier.Name.Length == 0 || barrier.Name.Any(char.IsWhiteSpace))
            yield return new("SL1028", $"{where} waits at barrier '{barrier.Name}': give the barrier a name without blanks.");
        if (barrier.Count == "all" || NamedBarriers.IsNamed(barrier)) yield break;
        if (barrier.Count.StartsWith("role:", StringComparison.Ordinal))
        {
            if (plan.Streams.All(s => s.Name != barrier.Count[5..]))
                yield return new("SL1022", $"{where} waits for {barrier.Count}, but {plan.Name} has no such role. It has: {Roles(plan)}.");
        }
        else if (!int.TryParse(barrier.Count, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            yield return new("SL1022", $"{where} waits for '{barrier.Count}': write {StreamList.Forms}.");
        }
        else if (plan.Streams.All(s => s.Count.Number is not null) && plan.Streams.Sum(s => s.Count.Number) is { } streams && count > streams)
        {
            yield return new("SL1023", string.Create(CultureInfo.InvariantCulture, $"{where} waits for {count} parties, but {plan.Name} has {streams} streams: it could never pass."));
        }
    }

    private static PlanGap? OfNeed(Plan plan, string where, string need)
    {
        if (need.Split('/') is not [var streamName, var stepName])
            return new("SL1024", $"{where} needs '{need}': write it as STREAM/STEP.");
        if (plan.Streams.FirstOrDefault(s => s.Covers(streamName)) is not { } stream)
            return new("SL1025", $"{where} needs {need}, but {plan.Name} has no stream {streamName}. It has: {Roles(plan)}.");
        return stream.Steps.Any(s => s.Name == stepName)
            ? null
            : new("SL1026", $"{where} needs {need}, but stream {streamName} has no step {stepName}. It has: {string.Join(", ", stream.Steps.Select(s => s.Name))}.");
    }

    private static bool IsNeeded(Plan plan, TestStream stream, Step step) =>
        plan.Streams.Any(other => other != stream && other.Steps.Any(s => s.Needs.Contains($"{stream.Name}/{step.Name}")
            || (s.Action is StepAction.Fault fault && FaultRules.TargetsOf(plan, fault).Contains($"{stream.Name}/{step.Name}"))));

    private static bool IsOneOf(TestStream role, string name) =>
        name.StartsWith(role.Name, StringComparison.OrdinalIgnoreCase) && name.Length > role.Name.Length && name[role.Name.Length..].All(char.IsAsciiDigit);

    private static string Twice(string[] names) => names.Distinct(StringComparer.Ordinal).Count() == 1
        ? $"stream {names[0]} {names.Length} times"
        : $"streams {string.Join(" and ", names)}, whose names differ in case only";

    private static string Roles(Plan plan) => string.Join(", ", plan.Streams.Select(s => s.Name));

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,99}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
    private static partial Regex StepName();
}
