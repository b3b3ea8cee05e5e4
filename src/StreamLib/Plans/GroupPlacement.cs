using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Plans;

/// <summary>Gives the streams that want a host of a group theirs, before the others choose, and so that these find what is left.</summary>
internal sealed class GroupPlacement
{
    private readonly Plan plan;
    private readonly ImmutableArray<HostSpec> hosts;
    private readonly List<PlanGap> gaps;
    private readonly int[] owner;
    private readonly List<(TestStream Stream, List<int> Places)> slots = [];

    private GroupPlacement(Plan plan, ImmutableArray<HostSpec> hosts, IReadOnlySet<string> named, List<PlanGap> gaps)
    {
        (this.plan, this.hosts, this.gaps) = (plan, hosts, gaps);
        // No slot, or one that nobody can take.
        owner = [.. hosts.Select(host => named.Contains(host.Name) ? -2 : -1)];
    }

    /// <summary>The hosts of each stream that wants a group, in order, and the hosts that nobody has taken. What is wrong is in <paramref name="gaps"/>.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="hosts">The hosts of the run.</param>
    /// <param name="named">The hosts that streams name.</param>
    /// <param name="gaps">Gets what is wrong.</param>
    public static (Dictionary<TestStream, ImmutableArray<HostSpec>> Placed, ImmutableArray<HostSpec> Free) Of(
        Plan plan, ImmutableArray<HostSpec> hosts, IReadOnlySet<string> named, List<PlanGap> gaps) => new GroupPlacement(plan, hosts, named, gaps).Place();

    private static bool IsGrouped(TestStream stream) => stream is { Group: not null, Host: null };

    private (Dictionary<TestStream, ImmutableArray<HostSpec>> Placed, ImmutableArray<HostSpec> Free) Place()
    {
        var placed = new Dictionary<TestStream, ImmutableArray<HostSpec>>(ReferenceEqualityComparer.Instance);
        ImmutableArray<TestStream> grouped = [.. plan.Streams.Where(IsGrouped)];
        // First those that no other group wants.
        var wanted = grouped.Select(s => s.Group!).ToHashSet(StringComparer.Ordinal);
        foreach (var stream in grouped)
        {
            for (var i = 0; i < (stream.Count.Number ?? 1); i++) slots.Add((stream, [.. Members(stream.Group!).OrderBy(at => hosts[at].Groups.Count(wanted.Contains))]));
        }

        ImmutableArray<int> without = [.. Enumerable.Range(0, slots.Count).Where(slot => !TryTake(slot, []))];
        foreach (var group in without.Select(slot => slots[slot].Stream.Group!).Distinct().Where(group => !plan.Share || !Members(group).Any())) TooFew(group);

        var reserved = Reserved();
        foreach (var stream in grouped.Where(s => s.Count.Number is null))
        {
            foreach (var at in Members(stream.Group!).Where(at => owner[at] == -1 && !reserved.Contains(at)).ToList())
            {
                owner[at] = slots.Count;
                slots.Add((stream, []));
            }
        }

        foreach (var stream in grouped)
        {
            var taken = Enumerable.Range(0, hosts.Length).Where(at => owner[at] >= 0 && ReferenceEquals(slots[owner[at]].Stream, stream)).Select(at => hosts[at]).ToList();
            ImmutableArray<HostSpec> members = [.. Members(stream.Group!).Select(at => hosts[at])];
            for (var i = 0; taken.Count < (stream.Count.Number ?? 1) && !members.IsEmpty; i++) taken.Add(members[i % members.Length]);
            placed[stream] = [.. taken];
        }

        return (placed, [.. Enumerable.Range(0, hosts.Length).Where(at => owner[at] == -1).Select(at => hosts[at])]);
    }

    private IEnumerable<int> Members(string group) => Enumerable.Range(0, hosts.Length).Where(at => owner[at] != -2 && hosts[at].Groups.Contains(group));

    // Hosts may belong to several groups: one that has a host gives it up where it finds another.
    private bool TryTake(int slot, HashSet<int> seen)
    {
        foreach (var at in slots[slot].Places.Where(seen.Add))
        {
            if (owner[at] != -1 && !TryTake(owner[at], seen)) continue;
            owner[at] = slot;
            return true;
        }

        return false;
    }

    // What the others need is left to them by those who would take all of a group: first what none of these could take.
    private HashSet<int> Reserved()
    {
        var wanted = plan.Streams.Where(s => s is { Group: null, Host: null }).Sum(s => s.Count.Number ?? 1);
        var all = plan.Streams.Where(s => IsGrouped(s) && s.Count.Number is null).Select(s => s.Group!).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, hosts.Length).Where(at => owner[at] == -1).OrderBy(at => hosts[at].Groups.Any(all.Contains) ? 1 : 0).ThenBy(at => hosts[at].Groups.Any(all.Contains) ? -at : at).Take(wanted)];
    }

    private void TooFew(string group)
    {
        var wanting = plan.Streams.Where(s => IsGrouped(s) && s.Group == group).ToList();
        var members = Members(group).Select(at => hosts[at].Name).ToList();
        gaps.Add(new("SL1095", string.Create(CultureInfo.InvariantCulture,
            $"{plan.Name} needs {wanting.Sum(s => s.Count.Number ?? 1)} hosts of group {group} for its streams ({string.Join(", ", wanting.Select(Placement.Described))}), and this run can give it {members.Count}")
            + (members.Count == 0
                ? ". Give hosts of that group, as an inventory describes them, or give none to run all streams on this machine."
                : $": {string.Join(", ", members)}. Give more hosts of that group, give none to run all streams on this machine, or let the test share its hosts.")));
    }
}
