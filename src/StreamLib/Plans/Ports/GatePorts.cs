using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>The ports of a step in its readiness gate.</summary>
internal static partial class GatePorts
{
    /// <summary>The gate with the numbers of the ports that it means.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="ports">The ports of the step by their names; the one without a name has an empty one.</param>
    public static Readiness Resolve(Readiness gate, ImmutableSortedDictionary<string, int> ports) => gate switch
    {
        Readiness.Port { Number: null } port when Find(port, ports) is { } number => new Readiness.Port(number),
        Readiness.Http http => new Readiness.Http(Reference().Replace(http.Url, match => Number(match, ports) ?? match.Value)),
        _ => gate,
    };

    /// <summary>What is wrong with the ports that the gate of a step means.</summary>
    public static IEnumerable<PlanGap> Of(string where, Step step)
    {
        var ports = NamedPort.Of(step);
        if (step.Ready is Readiness.Port { Number: null } port)
        {
            if (ports.IsEmpty)
                yield return new("SL1014", $"{where} is ready when its port listens, but has no port: give it one (a number, or "
                    + $"auto), or write the number in the gate.");
            else if (port.Name is { } name && !ports.Any(p => IsSame(p.Name, name)))
                yield return new("SL1126", $"{where} is ready when its port {name} listens, but has no port of that name. It has: "
                    + $"{Listed(ports)}.");
            else if (port.Name is null && step.Port is null && ports.Length > 1)
                yield return new("SL1126", $"{where} is ready when its port listens, but has several ports: write which, as in "
                    + $"{string.Join(" or ", ports.Select(p => $"port {p.Name}"))}.");
        }

        if (step.Ready is not Readiness.Http http) yield break;
        bool IsKnown(Match match) => ports.Any(p => StreamVariables.OwnPort(p.Name) == Variable(match));
        foreach (var match in Reference().Matches(http.Url).Where(match => !IsKnown(match)))
            yield return new("SL1126", $"{where} is ready when {http.Url} answers, but "
                + $"{(ports.IsEmpty ? "has no port" : $"has no port for {match.Value}")}. "
                    + $"{(ports.IsEmpty ? "Give it one (a number, or auto)." : $"It has: {Listed(ports)}.")}");
    }

    private static int? Find(Readiness.Port gate, ImmutableSortedDictionary<string, int> ports)
    {
        foreach (var (name, number) in ports)
        {
            if (IsSame(name, gate.Name ?? "") || (gate.Name is null && ports.Count == 1)) return number;
        }

        return null;
    }

    private static string? Number(Match match, ImmutableSortedDictionary<string, int> ports)
    {
        foreach (var (name, number) in ports)
        {
            if (StreamVariables.OwnPort(name) == Variable(match)) return number.ToString(CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static string Listed(ImmutableArray<NamedPort> ports) =>
        string.Join(", ", ports.Select(p =>
            $"{(p.Name.Length == 0 ? "one without a name" : p.Name)} (${StreamVariables.OwnPort(p.Name)})"));

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static string Variable(Match match) => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;

    [GeneratedRegex(@"\$(?:\{(PORT(?:_[A-Z0-9_]+)?)\}|(PORT(?:_[A-Z0-9_]+)?)(?![A-Za-z0-9_]))")]
    private static partial Regex Reference();
}
