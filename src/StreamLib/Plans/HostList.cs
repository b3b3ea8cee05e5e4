using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>Reads hosts as they are written: <c>[NAME=]KIND:SPEC</c>, several of them in a list, or <c>@FILE</c> and <c>@FILE:GROUP</c> for an inventory.</summary>
/// <example><code>
/// var hosts = HostList.Parse("local:,db=ssh:root@10.0.0.7,exec:ip netns exec blue,@lab.json:25g", Environment.CurrentDirectory);
/// </code></example>
public static class HostList
{
    // A host starts with @, or with a kind, after a name or not. So commas inside a spec stay.
    private static readonly Regex s_separator = new($@"[,;\n]\s*(?=@|(?:[A-Za-z0-9._-]+=)?{HostKind.AnyStart})", RegexOptions.CultureInvariant);

    /// <summary>Reads a list of hosts, which is split at each <c>,</c> <c>;</c> or newline that is followed by the start of a host.</summary>
    /// <param name="text">The list; a blank one has no hosts.</param>
    /// <param name="baseDirectory">What the relative paths of inventories start at.</param>
    /// <returns>The hosts in their order. A name that was not written is derived, and made unique: <c>local:,local:</c> gives <c>local</c> and <c>local2</c>.</returns>
    /// <exception cref="PlanException">Something in the list cannot be understood: all of it is named.</exception>
    public static ImmutableArray<HostSpec> Parse(string text, string baseDirectory)
    {
        var gaps = new List<PlanGap>();
        if (GivenHosts.Empty(text) is { } empty) throw new PlanException(empty);
        var hosts = new List<NamedHost>();
        foreach (var item in Split(text))
        {
            if (GivenHosts.Unexpanded(item) is { } unexpanded)
                gaps.Add(unexpanded);
            else if (item.StartsWith('@'))
                hosts.AddRange(Inventory.Read(item[1..], baseDirectory, gaps).Select(h => new NamedHost(h, true)));
            else if (HostWay.ReadNamed(item, gaps) is { } host)
                hosts.Add(host);
        }

        // An inventory may have none: then the run would be on this machine alone.
        if (hosts.Count == 0 && gaps.Count == 0 && !string.IsNullOrWhiteSpace(text))
            gaps.Add(new(
                "SL1130",
                $"The list of hosts '{text}' names no host. Give at least one, or leave the list out to run all streams on this machine."));
        var unique = HostNames.MakeUnique(hosts, gaps);
        return gaps.Count == 0 ? unique : throw new PlanException(gaps);
    }

    internal static string UnknownKind(string text, string kind) => kind switch
    {
        "" => $"'{text}' is no host: write {string.Join(',', text.Split(',').Select(name => $"ssh:{name.Trim()}"))} for a machine reached by ssh. The kinds are {HostKind.AllWritten}.",
        _ => $"'{text}' is no host: there is no kind '{kind}'. The kinds are {HostKind.AllWritten}.",
    };

    private static IEnumerable<string> Split(string text) =>
        s_separator.Split(text).Select(item => item.Trim().TrimEnd(',', ';').TrimEnd()).Where(item => item.Length > 0);
}
