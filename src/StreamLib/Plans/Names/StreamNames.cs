using System.Globalization;

namespace StreamLib.Plans;

/// <summary>The names of the streams that a plan makes.</summary>
internal static class StreamNames
{
    // Of a role for all remaining hosts: as many as there are hosts, which are not known yet.
    private const int MostRemaining = 256;

    /// <summary>The names of a stream, or of those that a role makes.</summary>
    public static IEnumerable<string> Of(TestStream stream)
    {
        // A role for all remaining hosts has its own name when there is one such host.
        if (stream.Count == StreamCount.One || stream.Count.Number is null or 1) yield return stream.Name;
        if (stream.Count == StreamCount.One || stream.Count.Number == 1) yield break;
        for (var i = 1; i <= (stream.Count.Number ?? MostRemaining); i++)
            yield return string.Create(CultureInfo.InvariantCulture, $"{stream.Name}{i}");
    }

    /// <summary>Streams, and steps with ports, whose names become the same environment variable.</summary>
    public static IEnumerable<PlanGap> Colliding(Plan plan)
    {
        var seen = new Dictionary<string, (TestStream Stream, string? Step, string Text)>(StringComparer.Ordinal);
        var told = new HashSet<(string, string?, string, string?)>();
        foreach (var (variable, stream, step, text) in plan.Streams.SelectMany(Variables))
        {
            if (seen.TryAdd(variable, (stream, step, text))) continue;
            var (other, otherStep, otherText) = seen[variable];
            if ((other == stream && otherStep == step) || told.Contains((other.Name, null, stream.Name, null))) continue;
            if (!told.Add((other.Name, otherStep, stream.Name, step))) continue;
            var why = $"{otherText} and {text} of {plan.Name} become the same environment variable, {variable}: rename one of them.";
            yield return new("SL1120", why) { Stream = stream.Name, Step = step };
        }
    }

    private static IEnumerable<(string Variable, TestStream Stream, string? Step, string Text)> Variables(TestStream stream)
    {
        var ports = PortKey.Of(stream);
        foreach (var name in Of(stream))
        {
            yield return (StreamVariables.Host(name), stream, null, $"stream {name}");
            yield return (StreamVariables.Address(name), stream, null, $"stream {name}");
            if (PortKey.IsPlain(ports)) yield return (StreamVariables.Port(name), stream, null, $"the port of stream {name}");
            foreach (var (key, _) in ports)
            {
                var port = key.Name.Length == 0 ? "the port" : $"the port {key.Name}";
                yield return (StreamVariables.Port(name, key.Step, key.Name), stream, key.Step, $"{port} of step {name}/{key.Step}");
            }
        }
    }
}
