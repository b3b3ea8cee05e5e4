using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Plans;

/// <summary>Gives the streams of a plan their hosts.</summary>
public static class Placement
{
    private const int RemainingOnOneMachine = 2;

    /// <summary>Places the streams in the order of the plan: those that name a host take it, those that want a group take hosts of that, the others take the next free one, and a <c>*</c> all that are
    /// left, of its group or at all.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="hosts">The hosts of the run; none for this machine, which then serves all streams.</param>
    /// <exception cref="PlanException">There are too few hosts, or a stream wants one that is not among them.</exception>
    public static ImmutableArray<PlacedStream> Of(Plan plan, ImmutableArray<HostSpec> hosts)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return hosts.IsEmpty ? OnThisMachine(plan) : OnHosts(plan, hosts);
    }

    private static ImmutableArray<PlacedStream> OnThisMachine(Plan plan) =>
        [.. plan.Streams.SelectMany(s => Names(s, s.Count.Number ?? RemainingOnOneMachine).Select(name => new PlacedStream(name, s, HostSpec.Local)))];

    private static ImmutableArray<PlacedStream> OnHosts(Plan plan, ImmutableArray<HostSpec> hosts)
    {
        var gaps = new List<PlanGap>();
        var named = plan.Streams.Where(s => s.Host is not null).Select(s => s.Host!).ToHashSet(StringComparer.Ordinal);
        foreach (var stream in plan.Streams.Where(s => s.Host is not null && hosts.All(h => h.Name != s.Host)))
            gaps.Add(new("SL1031", $"Stream {stream.Name} of {plan.Name} wants host {stream.Host}, which is not among the hosts of this run: {Listed(hosts)}."));

        foreach (var stream in plan.Streams.Where(s => s is { Host: not null, Group: not null } && hosts.Any(h => h.Name == s.Host && !h.Groups.Contains(s.Group))))
            gaps.Add(new("SL1096", $"Stream {stream.Name} of {plan.Name} wants host {stream.Host} and group {stream.Group}, to which that host does not belong. Leave out one of them, or add the host to the group in the inventory."));

        var (grouped, left) = GroupPlacement.Of(plan, hosts, named, gaps);
        var others = plan.Streams.Where(s => s is { Host: null, Group: null }).ToList();
        var free = new Queue<HostSpec>(left);
        var needed = others.Sum(s => s.Count.Number ?? 1);
        if (needed > free.Count && !plan.Share)
        {
            gaps.Add(new("SL1030", string.Create(CultureInfo.InvariantCulture,
                $"{plan.Name} needs {needed} hosts for its streams ({string.Join(", ", plan.Streams.Where(s => s.Group is null).Select(Described))}) but the run has {free.Count}: {Listed([.. free])}. Give more hosts, give none to run all streams on this machine, or let the test share its hosts.")));
        }

        if (gaps.Count > 0) throw new PlanException(gaps);

        var shared = 0;
        var remaining = Math.Max(1, free.Count - others.Sum(s => s.Count.Number ?? 0));
        var takers = free.ToImmutableArray();
        HostSpec Next() => free.TryDequeue(out var host) ? host : takers.IsEmpty ? hosts[shared++ % hosts.Length] : takers[shared++ % takers.Length];

        var placed = ImmutableArray.CreateBuilder<PlacedStream>();
        foreach (var stream in plan.Streams)
        {
            if (grouped.TryGetValue(stream, out var own))
            {
                placed.AddRange(Names(stream, own.Length).Select((name, i) => new PlacedStream(name, stream, own[i])));
                continue;
            }

            foreach (var name in Names(stream, stream.Count.Number ?? remaining))
                placed.Add(new(name, stream, stream.Host is null ? Next() : hosts.First(h => h.Name == stream.Host)));
        }

        return placed.ToImmutable();
    }

    private static IEnumerable<string> Names(TestStream stream, int count) => count == 1
        ? [stream.Name]
        : Enumerable.Range(1, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{stream.Name}{i}"));

    internal static string Described(TestStream stream) => stream.Count == StreamCount.One ? stream.Name : $"{stream.Name} x {stream.Count}";

    private static string Listed(ImmutableArray<HostSpec> hosts) => hosts.IsEmpty ? "none" : string.Join(", ", hosts.Select(h => h.Name));
}
