using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The ports of the steps of one stream, as far as they are known: those of a step are when it is started.</summary>
internal sealed class StreamPorts(TestStream declared)
{
    private readonly ImmutableArray<(PortKey Key, PortChoice Choice)> planned = PortKey.Of(declared);
    private ImmutableDictionary<PortKey, int> known = ImmutableDictionary<PortKey, int>.Empty;

    /// <summary>The port of the stream, where its name says which one is meant: not while there are several.</summary>
    public int? Plain
    {
        get
        {
            var now = Volatile.Read(ref known);
            if (now.IsEmpty) return null;
            var number = now.Values.First();
            var others = planned.Where(p => !now.ContainsKey(p.Key)).Select(p => p.Choice.Number);
            return now.Values.All(n => n == number) && others.All(n => n == number) ? number : null;
        }
    }

    /// <summary>All that are known, in the order of the names of their steps.</summary>
    public IEnumerable<(PortKey Key, int Number)> All =>
        Volatile.Read(ref known).OrderBy(p => p.Key.ToString(), StringComparer.Ordinal).Select(p => (p.Key, p.Value));

    /// <summary>The ports of a step by their names; the one without a name has an empty one.</summary>
    public void Set(string step, ImmutableSortedDictionary<string, int> ports)
    {
        foreach (var (name, number) in ports) ImmutableInterlocked.Update(ref known, all => all.SetItem(new(step, name), number));
    }

    /// <summary>The variables that others see.</summary>
    /// <param name="stream">The name of the stream.</param>
    public IEnumerable<KeyValuePair<string, string>> Variables(string stream)
    {
        if (Plain is { } plain) yield return KeyValuePair.Create(StreamVariables.Port(stream), Text(plain));
        foreach (var (key, number) in All) yield return KeyValuePair.Create(StreamVariables.Port(stream, key.Step, key.Name), Text(number));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
