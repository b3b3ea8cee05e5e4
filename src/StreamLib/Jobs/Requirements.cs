using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Looks whether a run has what a test requires: its hosts and their groups without connecting anywhere, the rest once the hosts are open.</summary>
internal static class Requirements
{
    private const int MostHosts = 5;

    /// <summary>What the hosts of the run are not enough for, before any stream has one.</summary>
    /// <param name="plan">The test.</param>
    /// <param name="hosts">The hosts of the run; none for this machine, which is one.</param>
    public static ImmutableArray<string> UnmetBy(ImmutableArray<HostSpec> hosts, Plan plan)
    {
        var count = Math.Max(1, hosts.Length);
        return
        [
            .. All(plan).OfType<Requirement.Hosts>().Where(r => r.AtLeast > count).Distinct()
                .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r}: the run has {count}{(hosts.IsEmpty ? ", this machine" : "")}")),
            .. plan.Requires.OfType<Requirement.Group>().Where(r => !hosts.Any(h => h.Groups.Contains(r.Name))).Distinct().Select(r => $"{r}: no host of the run belongs to it"),
        ];
    }

    /// <summary>What the hosts of the streams do not have, as far as that is known without connecting.</summary>
    public static ImmutableArray<string> UnmetBy(ImmutableArray<PlacedStream> placed) =>
    [
        .. Missing(
            from stream in placed
            from requirement in stream.Declared.Requires.OfType<Requirement.Group>()
            where !stream.Host.Groups.Contains(requirement.Name)
            select ((Requirement)requirement, stream.Host.Name),
            (_, hosts) => $"{hosts} {(hosts.Contains(' ', StringComparison.Ordinal) ? "do" : "does")} not belong to it"),
    ];

    /// <summary>What has to be asked of the host of a stream.</summary>
    public static ImmutableArray<Requirement> OfHost(Plan plan, PlacedStream stream) =>
        [.. plan.Requires.Concat(stream.Declared.Requires).Where(r => r is Requirement.Command or Requirement.Root or Requirement.Architecture).Distinct()];

    /// <summary>What is missing on which hosts, each requirement once.</summary>
    /// <param name="missing">The requirements with the hosts that do not meet them.</param>
    /// <param name="say">Says it of hosts.</param>
    public static IEnumerable<string> Missing(IEnumerable<(Requirement Requirement, string Host)> missing, Func<Requirement, string, string> say) =>
        missing.Distinct().GroupBy(m => m.Requirement).Select(g => $"{g.Key}: {say(g.Key, Names([.. g.Select(m => m.Host)]))}");

    /// <summary>The reason for a skip: <c>requires command:netperf: not on h2; root: not on h1</c>.</summary>
    public static string Reason(IEnumerable<string> unmet) => $"requires {string.Join("; ", unmet)}";

    private static IEnumerable<Requirement> All(Plan plan) => plan.Requires.Concat(plan.Streams.SelectMany(s => s.Requires));

    private static string Names(ImmutableArray<string> hosts) => hosts.Length <= MostHosts
        ? string.Join(", ", hosts)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", hosts.Take(MostHosts))} and {hosts.Length - MostHosts} more");
}
