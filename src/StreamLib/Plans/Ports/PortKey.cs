using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>A port that a step of a stream has.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Name">The name of the port; empty for the one that has none.</param>
internal readonly record struct PortKey(string Step, string Name)
{
    /// <summary>All ports that the steps of a stream declare.</summary>
    public static ImmutableArray<(PortKey Key, PortChoice Choice)> Of(TestStream stream) =>
        [.. stream.Steps.SelectMany(step => NamedPort.Of(step).Select(port => (new PortKey(step.Name, port.Name), port.Choice)))];

    /// <summary>Whether the name of a stream says which port is meant: it has one, or all are the same number.</summary>
    public static bool IsPlain(ImmutableArray<(PortKey Key, PortChoice Choice)> ports) =>
        ports.Length == 1 || (ports.Length > 1 && ports[0].Choice.Number is { } number && ports.All(port => port.Choice.Number == number));

    /// <summary>As in <c>serve</c>, or <c>serve/client</c> for a port with a name.</summary>
    public override string ToString() => Name.Length == 0 ? Step : $"{Step}/{Name}";
}
