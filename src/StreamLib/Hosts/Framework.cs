using System.Collections.Immutable;
using System.Text.Json;

namespace StreamLib.Hosts;

/// <summary>A shared framework of .NET, as in Microsoft.NETCore.App 10.0.12.</summary>
internal sealed record Framework(string Name, Version Version)
{
    /// <summary>Whether it may be a higher major version than the one that is asked for.</summary>
    public bool RollsForward { get; init; }

    public static Framework Parse(string name, string version) => new(name, Version.TryParse(version.Split('-')[0], out var parsed) ? parsed : new Version(0, 0));

    /// <summary>What an application says it needs: in its <c>.runtimeconfig.json</c>.</summary>
    public static ImmutableArray<Framework> NeededBy(string application)
    {
        var file = Path.ChangeExtension(application, ".runtimeconfig.json");
        if (!File.Exists(file))
            return [];

        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        if (!json.RootElement.TryGetProperty("runtimeOptions", out var options))
            return [];

        var rolls = options.TryGetProperty("rollForward", out var roll) && roll.GetString() is "Major" or "LatestMajor";
        IEnumerable<JsonElement> needed = options.TryGetProperty("frameworks", out var many) ? many.EnumerateArray() : options.TryGetProperty("framework", out var one) ? [one] : [];
        return [.. needed.Select(f => Parse(f.GetProperty("name").GetString()!, f.GetProperty("version").GetString()!) with { RollsForward = rolls })];
    }

    /// <summary>Whether this is one that <paramref name="needed"/> asks for.</summary>
    public bool Serves(Framework needed) =>
        Name == needed.Name && Version >= needed.Version && (needed.RollsForward || Version.Major == needed.Version.Major);

    public override string ToString() => $"{Name} {Version}";
}
