using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Who takes part in a test and where, in the forms in which every nested test is told. They are made once for as long as nothing of it changes: there may be hundreds.</summary>
internal sealed class Peers(TestRun test)
{
    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private int version;
    private readonly ConcurrentDictionary<(string Stream, string Variable), bool> named = new();
    private readonly ConcurrentDictionary<string, Reduced> reduced = new(StringComparer.Ordinal);
    private volatile Forms? made;

    /// <summary>As variables: <c>STREAM_SERVER_ADDRESS</c> and so on.</summary>
    public ImmutableSortedDictionary<string, string> Variables => Now.Variables;

    /// <summary>The variables for one stream: without the addresses that do not lead from there to the stream they are of.</summary>
    public ImmutableSortedDictionary<string, string> VariablesFor(StreamRun stream)
    {
        var hidden = AddressReach.NotFrom(test, stream).Select(address => address.Variable).ToArray();
        var all = Variables;
        if (hidden.Length == 0) return all;
        // The same object for all commands that lack the same ones: such variables are brought to a host once.
        var key = string.Join(' ', hidden);
        if (reduced.TryGetValue(key, out var known) && known.Of == all) return known.Variables;
        return (reduced[key] = new(all, all.RemoveRange(hidden))).Variables;
    }

    /// <summary>Whether a variable that a stream does not have is named for the first time.</summary>
    public bool IsNewlyHidden(StreamRun stream, string variable) => named.TryAdd((stream.Name, variable), true);

    /// <summary>The JSON for one stream: see <see cref="VariablesFor"/>.</summary>
    public string JsonFor(StreamRun stream)
    {
        var hidden = AddressReach.NotFrom(test, stream).ToArray();
        return hidden.Length == 0 ? Json : MakeJson(hidden);
    }

    /// <summary>As JSON: an object with the one entry <c>streams</c>.</summary>
    public string Json => Now.Json;

    private Forms Now
    {
        get
        {
            var now = Volatile.Read(ref version);
            if (made is { } forms && forms.Version == now) return forms;
            return made = new(now, MakeVariables(), MakeJson([]));
        }
    }

    /// <summary>An address or a port is another one now.</summary>
    public void Changed() => Interlocked.Increment(ref version);

    private ImmutableSortedDictionary<string, string> MakeVariables()
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var twice = new HashSet<string>();
        foreach (var (name, value) in test.Streams.SelectMany(stream => VariablesOf(stream.Placed, stream.Address, stream.Ports)))
        {
            // What a test in code starts under names that become the same variable: it would mean the wrong one for somebody.
            if (!variables.TryAdd(name, value) && variables[name] != value) twice.Add(name);
        }

        variables.RemoveRange(twice);
        return variables.ToImmutable();
    }

    /// <summary>The variables of one stream.</summary>
    public static IEnumerable<KeyValuePair<string, string>> VariablesOf(PlacedStream stream, string address, StreamPorts ports) =>
    [
        KeyValuePair.Create(StreamVariables.Host(stream.Name), stream.Host.Name),
        KeyValuePair.Create(StreamVariables.Address(stream.Name), address),
        .. stream.Host.Addresses.Select(a => KeyValuePair.Create(StreamVariables.Address(stream.Name, a.Key), a.Value)),
        .. ports.Variables(stream.Name),
    ];

    private string MakeJson(HiddenAddress[] hidden)
    {
        var streams = new JsonObject();
        foreach (var stream in test.Streams)
        {
            var entry = new JsonObject { ["role"] = stream.Placed.Role, ["host"] = stream.Placed.Host.Name, ["address"] = stream.Address };
            if (hidden.Any(address => address.Stream == stream && address.Name is null)) entry.Remove("address");
            if (stream.Ports.Plain is { } port) entry["port"] = port;
            if (stream.Ports.All.ToArray() is { Length: > 0 } ports)
                entry["ports"] = new JsonObject(ports.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key.ToString(), p.Number)));
            var further = stream.Placed.Host.Addresses.Where(a => !hidden.Any(address => address.Stream == stream && address.Name == a.Key));
            if (!stream.Placed.Host.Addresses.IsEmpty)
                entry["addresses"] = new JsonObject(further.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value)));
            streams[stream.Name] = entry;
        }

        return new JsonObject { ["streams"] = streams }.ToJsonString(Indented);
    }

    private sealed record Reduced(ImmutableSortedDictionary<string, string> Of, ImmutableSortedDictionary<string, string> Variables);

    private sealed record Forms(int Version, ImmutableSortedDictionary<string, string> Variables, string Json);
}
