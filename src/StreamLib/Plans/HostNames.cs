using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Plans;

/// <summary>A host, and whether its name was written or derived from its way.</summary>
internal sealed record NamedHost(HostSpec Host, bool Written);

/// <summary>Names of hosts are unique in a list, since reports and parameters go by them.</summary>
internal static class HostNames
{
    /// <summary>Numbers derived names that are there already; of two written ones that are the same, one is a mistake.</summary>
    public static ImmutableArray<HostSpec> MakeUnique(IReadOnlyList<NamedHost> hosts, List<PlanGap> gaps)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var host in hosts.Where(h => h.Written).Select(h => h.Host).GroupBy(h => h.Name, StringComparer.Ordinal))
        {
            taken.Add(host.Key);
            if (host.Skip(1).Any())
                gaps.Add(new("SL1106", $"The name '{host.Key}' is given to {host.Count()} hosts: {string.Join(" and ", host)}. Give each a name of its own, as in NAME=KIND:SPEC."));
        }

        var unique = ImmutableArray.CreateBuilder<HostSpec>(hosts.Count);
        foreach (var (host, written) in hosts)
            unique.Add(written || taken.Add(host.Name) ? host : host with { Name = Number(host.Name, taken) });

        return unique.ToImmutable();
    }

    private static string Number(string name, HashSet<string> taken)
    {
        var separator = char.IsAsciiDigit(name[^1]) ? "-" : "";
        for (var number = 2; ; number++)
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"{name}{separator}{number}");
            if (taken.Add(next))
                return next;
        }
    }
}
