using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>Reads one host, <c>[NAME=]KIND:SPEC</c>, whose kinds stack with <c>|</c>.</summary>
internal static partial class HostWay
{
    /// <summary>Reads a host with its name; <c>null</c> when it cannot be understood, which <paramref name="gaps"/> then say.</summary>
    public static NamedHost? ReadNamed(string text, List<PlanGap> gaps)
    {
        var name = Name().Match(text);
        var way = Read(name.Success ? text[name.Length..] : text, gaps);
        return way.IsDefault ? null
            : name.Success ? new(new HostSpec { Name = name.Groups[1].Value, Way = way }, Written: true)
            : new(new HostSpec { Name = DefaultName(way), Way = way }, Written: false);
    }

    /// <summary>Reads the way of a host without a name.</summary>
    public static ImmutableArray<HostHop> Read(string text, List<PlanGap> gaps)
    {
        var known = gaps.Count;
        var way = Stack().Split(text).Select(hop => ReadHop(hop.Trim(), gaps)).OfType<HostHop>().ToImmutableArray();
        return gaps.Count == known ? way : default;
    }

    private static HostHop? ReadHop(string text, List<PlanGap> gaps)
    {
        var kind = Kind().Match(text);
        var hop = new HostHop(kind.Groups[1].Value, kind.Success ? text[kind.Length..].Trim() : "");
        var gap = hop.Kind switch
        {
            "local" => hop.Spec.Length == 0 ? null : new PlanGap("SL1102", $"'{text}' is no host: write local: for this machine, with nothing after it."),
            "ssh" => IsDestination(hop.Spec) ? null : new PlanGap("SL1103", $"'{text}' is no host that ssh can reach: write ssh:NAME, ssh:user@NAME or ssh://user@NAME:PORT, and for several hosts ssh:h1,ssh:h2."),
            "exec" => IsCommand(hop.Spec) ? null : new PlanGap("SL1104", $"'{text}' is no host: write the launcher that starts a shell there, as in exec:ip netns exec h1, with its quotes closed."),
            var other => new PlanGap("SL1101", HostList.UnknownKind(text, other)),
        };
        if (gap is null)
            return hop;

        gaps.Add(gap);
        return null;
    }

    private static bool IsDestination(string spec) =>
        Destination().IsMatch(spec) || (!spec.StartsWith('-') && IPAddress.TryParse(spec[(spec.IndexOf('@', StringComparison.Ordinal) + 1)..], out _));

    private static bool IsCommand(string spec) => CommandWords.Split(spec) is { Length: > 0 };

    // The alias of ssh; else the last word that is no option, as in exec:docker exec -i db.
    private static string DefaultName(ImmutableArray<HostHop> way)
    {
        var hop = way.LastOrDefault(h => h.Kind == "ssh") ?? way[^1];
        var name = hop.Kind switch
        {
            "ssh" => hop.Spec.StartsWith("//", StringComparison.Ordinal) ? Authority().Match(hop.Spec).Groups[1].Value : hop.Spec[(hop.Spec.IndexOf('@', StringComparison.Ordinal) + 1)..],
            "exec" => hop.Spec.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(w => !w.StartsWith('-')) ?? "exec",
            _ => hop.Kind,
        };
        name = NoName().Replace(name, "-").Trim('-');
        return name.Length > 0 ? name : hop.Kind;
    }

    [GeneratedRegex("^([A-Za-z0-9][A-Za-z0-9._-]*)=")]
    private static partial Regex Name();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex Kind();

    // Nothing that ssh could take for an option, and no list that is not one.
    [GeneratedRegex(@"^(?://(?:[^\s@,;|/:-][^\s@,;|/]*@)?(?:\[[0-9A-Fa-f:.]+(?:%\w+)?\]|[^\s@,;|/:\[-][^\s@,;|/:]*)(?::[0-9]{1,5})?/?|(?:[^\s@,;|/-][^\s@,;|/]*@)?[^\s@,;|/:-][^\s@,;|/:]*)$")]
    private static partial Regex Destination();

    [GeneratedRegex(@"^//(?:[^@]*@)?\[?([^\]/]*?)\]?(?::[0-9]+)?/?$")]
    private static partial Regex Authority();

    [GeneratedRegex(@"\|\s*(?=(?:local|ssh|exec|slurm):)")]
    private static partial Regex Stack();

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NoName();
}
