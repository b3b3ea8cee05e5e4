using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>Reads one host, <c>[NAME=]KIND:SPEC</c>, whose kinds stack with <c>|</c>.</summary>
internal static partial class HostWay
{
    private static readonly Regex s_stack = new($@"\|\s*(?={HostKind.AnyStart})", RegexOptions.CultureInvariant);

    /// <summary>Reads a host with its name; <c>null</c> when it cannot be understood, which <paramref name="gaps"/> then say.</summary>
    public static NamedHost? ReadNamed(string text, List<PlanGap> gaps)
    {
        var name = Name().Match(text);
        var way = Read(name.Success ? text[name.Length..] : text, gaps);
        return way.IsDefault ? null
            : name.Success ? new(new HostSpec { Name = name.Groups[1].Value, Way = way, IsNamed = true }, Written: true)
            : new(new HostSpec { Name = DefaultName(way), Way = way }, Written: false);
    }

    /// <summary>Reads the way of a host without a name.</summary>
    public static ImmutableArray<HostHop> Read(string text, List<PlanGap> gaps)
    {
        var known = gaps.Count;
        var way = s_stack.Split(text).Select(hop => ReadHop(hop.Trim(), gaps)).OfType<HostHop>().ToImmutableArray();
        return gaps.Count == known ? way : default;
    }

    private static HostHop? ReadHop(string text, List<PlanGap> gaps)
    {
        var kind = Kind().Match(text);
        var hop = new HostHop(kind.Groups[1].Value, kind.Success ? text[kind.Length..].Trim() : "");
        var gap = HostKind.All.TryGetValue(hop.Kind, out var known)
            ? known.Check(hop.Spec, text)
            : new PlanGap("SL1101", HostList.UnknownKind(text, hop.Kind));
        if (gap is null)
            return hop;

        gaps.Add(gap);
        return null;
    }

    // The machine that is reached last goes before what is stacked on it.
    private static string DefaultName(ImmutableArray<HostHop> way)
    {
        var hop = way.LastOrDefault(h => HostKind.All[h.Kind].IsMachine) ?? way[^1];
        var name = NoName().Replace(HostKind.All[hop.Kind].NameOf(hop.Spec), "-").Trim('-');
        return name.Length > 0 ? name : hop.Kind;
    }

    [GeneratedRegex("^([A-Za-z0-9][A-Za-z0-9._-]*)=")]
    private static partial Regex Name();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*):")]
    private static partial Regex Kind();

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex NoName();
}
