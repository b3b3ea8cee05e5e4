namespace StreamLib.Plans;

/// <summary>Finds steps that wait for each other for ever, through the order of a stream, through needs, and through barriers.</summary>
internal static class PlanCycles
{
    public static IEnumerable<PlanGap> In(Plan plan)
    {
        var waits = Waits(plan);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in waits.Keys)
        {
            if (Cycle(start, waits, finished, []) is { } cycle)
            {
                yield return new("SL1027", $"Steps of {plan.Name} wait for each other for ever: {string.Join(" waits for ", cycle)}. Change the order of a stream, or what a step needs.");
                yield break;
            }
        }
    }

    // A barrier is one node for all streams that come to it for the k-th time: whoever waits there waits for what lies before it in each of them.
    private static Dictionary<string, HashSet<string>> Waits(Plan plan)
    {
        var waits = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var stream in plan.Streams)
        {
            var visits = new Dictionary<string, int>(StringComparer.Ordinal);
            string? before = null;
            foreach (var step in stream.Steps)
            {
                var node = Node(stream, step, visits);
                if (!waits.TryGetValue(node, out var targets)) waits[node] = targets = new(StringComparer.Ordinal);
                if (before is not null && before != node) targets.Add(before);
                foreach (var need in step.Needs) targets.Add(NodeOf(plan, need));
                // What acts on a step waits until that has started.
                if (step.Action is StepAction.Fault { Target: not ['@', ..] } fault)
                    foreach (var target in FaultRules.TargetsOf(plan, fault)) targets.Add(NodeOf(plan, target));
                before = node;
            }
        }

        return waits;
    }

    private static string Node(TestStream stream, Step step, Dictionary<string, int> visits)
    {
        if (step.Action is not StepAction.Barrier barrier || (barrier.Count != "all" && !NamedBarriers.IsNamed(barrier)))
            return $"{stream.Name}/{step.Name}";
        var visit = visits[barrier.Name] = visits.GetValueOrDefault(barrier.Name) + 1;
        return visit == 1 ? $"barrier {barrier.Name}" : $"barrier {barrier.Name} (visit {visit})";
    }

    private static string NodeOf(Plan plan, string need)
    {
        var stream = plan.Streams.First(s => s.Covers(need.Split('/')[0]));
        var visits = new Dictionary<string, int>(StringComparer.Ordinal);
        return stream.Steps.Select(s => (s.Name, Node: Node(stream, s, visits))).First(s => s.Name == need.Split('/')[1]).Node;
    }

    private static List<string>? Cycle(string node, Dictionary<string, HashSet<string>> waits, HashSet<string> finished, List<string> path)
    {
        if (finished.Contains(node)) return null;
        if (path.IndexOf(node) is >= 0 and var at) return [.. path[at..], node];
        path.Add(node);
        foreach (var next in waits.GetValueOrDefault(node) ?? [])
        {
            if (Cycle(next, waits, finished, path) is { } cycle) return cycle;
        }

        path.RemoveAt(path.Count - 1);
        finished.Add(node);
        return null;
    }
}
