using System.Collections.Immutable;
using System.Text.Json;

namespace StreamLib.Plans;

/// <summary>Reads one host of an inventory.</summary>
internal sealed class InventoryHost(string file, string name, List<PlanGap> gaps)
{
    /// <summary>The host; <c>null</c> when it cannot be understood, which the gaps then say.</summary>
    public HostSpec? Read(JsonElement json)
    {
        var known = gaps.Count;
        if (HostWay.ReadNamed($"{name}=local:", []) is null or { Written: false })
            Gap("is no name of a host: letters, digits, '.', '-' and '_', a letter or digit first");
        if (json.ValueKind != JsonValueKind.Object)
        {
            Gap("is no object");
            return null;
        }

        var spec = new HostSpec { Name = name, Way = [new("ssh", name)], IsNamed = true };
        foreach (var property in json.EnumerateObject())
        {
            spec = property.Name switch
            {
                "connect" => spec with { Way = Way(property) },
                "address" => spec with { Address = Text(property) },
                "addresses" => spec with { Addresses = Map(property) },
                "groups" => spec with { Groups = List(property) },
                "onFailure" => spec with { OnFailure = List(property) },
                "collect" => spec with { Collect = List(property) },
                "params" => spec with { Parameters = Map(property) },
                "directory" => spec with { Directory = Text(property) },
                _ => Unknown(spec, property.Name),
            };
        }

        return gaps.Count == known ? spec : null;
    }

    private ImmutableArray<HostHop> Way(JsonProperty property)
    {
        var found = new List<PlanGap>();
        var way = HostWay.Read(Text(property) ?? "", found);
        gaps.AddRange(found.Select(g => g with { Message = $"Host '{name}' of inventory '{file}': {g.Message}" }));
        return way;
    }

    private string? Text(JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.String)
            return property.Value.GetString();
        Gap($"has a \"{property.Name}\" that is no text");
        return null;
    }

    private ImmutableArray<string> List(JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.Array && property.Value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String))
            return [.. property.Value.EnumerateArray().Select(v => v.GetString()!)];
        Gap($"has \"{property.Name}\" that are no list of texts");
        return [];
    }

    private ImmutableSortedDictionary<string, string> Map(JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().All(IsValue))
            return property.Value.EnumerateObject().ToImmutableSortedDictionary(v => v.Name, v => v.Value.ValueKind == JsonValueKind.String ? v.Value.GetString()! : v.Value.GetRawText(), StringComparer.Ordinal);
        Gap($"has \"{property.Name}\" that are no object of texts, numbers or booleans");
        return ImmutableSortedDictionary<string, string>.Empty;
    }

    private static bool IsValue(JsonProperty property) =>
        property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private HostSpec Unknown(HostSpec spec, string property)
    {
        Gap($"has an unknown \"{property}\": it can have connect, address, addresses, groups, params, onFailure, collect and directory");
        return spec;
    }

    private void Gap(string what) => gaps.Add(new("SL1113", $"Host '{name}' of inventory '{file}' {what}."));
}
