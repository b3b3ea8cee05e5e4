using System.Collections.Immutable;
using System.Text.Json;
using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>A stream of the test, as a nested test in any stream sees it.</summary>
public sealed record StreamInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The role it was made from; its own name for a single one.</summary>
    public required string Role { get; init; }

    /// <summary>The host it runs on.</summary>
    public required StreamHost Host { get; init; }

    /// <summary>Its port, as it was when this nested test was started; <c>null</c> when it had none, and when it had several: see
    /// <see cref="PortOf"/>.</summary>
    public int? Port { get; init; }

    /// <summary>The ports of its steps when this nested test was started: by the name of the step, as in <c>serve</c>, or of the step and
    /// the port, as in <c>serve/client</c>.</summary>
    public ImmutableSortedDictionary<string, int> Ports { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>A port of one of its steps when this nested test was started.</summary>
    /// <param name="step">The name of the step, as in <c>serve</c>; of the step and the port, as in <c>serve/client</c>, where the step
    /// has several.</param>
    /// <exception cref="TestException">There is no such port, or its step had not been started.</exception>
    public int PortOf(string step) => Ports.TryGetValue(step, out var port)
        ? port
        : throw new TestException("SL1127", $"stream {Name} has no port {step} that was known when this nested test was started. It "
            + $"has: {(Ports.IsEmpty ? "none" : string.Join(", ", Ports.Keys))}. Let the step need what listens there.");
}

/// <summary>The streams of the test that a nested test belongs to.</summary>
public sealed class Topology
{
    private readonly ImmutableArray<StreamInfo> streams;

    /// <summary>Creates a topology.</summary>
    public Topology(ImmutableArray<StreamInfo> streams) => this.streams = streams;

    /// <summary>All streams, in order.</summary>
    public ImmutableArray<StreamInfo> All => streams;

    /// <summary>How many streams there are.</summary>
    public int Count => streams.Length;

    /// <summary>The stream of this name.</summary>
    /// <exception cref="TestException">There is none: the nested test was started alone, or the name is wrong.</exception>
    public StreamInfo this[string name] => streams.FirstOrDefault(s => s.Name == name)
        ?? throw new TestException("SL5003", $"there is no stream {name} in this run. There is: {(streams.IsEmpty ? "none, since the nested test was started alone" : string.Join(", ", streams.Select(s => s.Name)))}.");

    /// <summary>Reads <c>server=192.168.100.1,client1,client2</c>.</summary>
    /// <exception cref="PlanException">It is not written so.</exception>
    internal static Topology ByHand(string text)
    {
        var all = new List<StreamInfo>();
        foreach (var one in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var words = one.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!words[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || words.Any(w => w.Length == 0 || w.Any(char.IsWhiteSpace)))
                throw new PlanException("SL5008", $"'{one}' is no stream: write NAME or NAME=ADDRESS, several of them with commas between.");
            if (all.Exists(s => s.Name == words[0])) throw new PlanException("SL5008", $"stream {words[0]} is given twice: give each a name of its own, as client1 and client2.");
            var address = words.Length > 1 ? words[1] : "127.0.0.1";
            all.Add(new StreamInfo { Name = words[0], Role = StreamState.RoleOf(words[0]), Host = new(words[0], address) });
        }

        return new Topology([.. all]);
    }

    internal static Topology Read(JsonElement element)
    {
        var streams = ImmutableArray.CreateBuilder<StreamInfo>();
        foreach (var stream in element.EnumerateObject())
        {
            streams.Add(new StreamInfo
            {
                Name = stream.Name,
                Role = stream.Value.GetProperty("role").GetString()!,
                Host = new(
                    stream.Value.GetProperty("host").GetString()!,
                    stream.Value.TryGetProperty("address", out var address) ? address.GetString()! : "")
                {
                    Addresses = Map(stream.Value, "addresses", value => value.GetString()!),
                },
                Port = stream.Value.TryGetProperty("port", out var port) ? port.GetInt32() : null,
                Ports = Map(stream.Value, "ports", value => value.GetInt32()),
            });
        }

        return new Topology(streams.ToImmutable());
    }

    private static ImmutableSortedDictionary<string, T> Map<T>(JsonElement stream, string property, Func<JsonElement, T> read) =>
        stream.TryGetProperty(property, out var map)
            ? map.EnumerateObject().ToImmutableSortedDictionary(one => one.Name, one => read(one.Value), StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, T>.Empty;
}
