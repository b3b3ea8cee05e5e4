using System.Collections.Immutable;
using System.Text.Json;

namespace StreamLib.Plans;

/// <summary>Reads an inventory: a JSON file that describes hosts, with their addresses, groups and parameters.</summary>
internal static class Inventory
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads <c>FILE</c>, or <c>FILE:GROUP</c> for those of a group.</summary>
    public static ImmutableArray<HostSpec> Read(string reference, string baseDirectory, List<PlanGap> gaps)
    {
        var (file, group) = (reference, (string?)null);
        if (!File.Exists(Path.Combine(baseDirectory, file)) && reference.LastIndexOf(':') is > 0 and var at)
            (file, group) = (reference[..at], reference[(at + 1)..]);

        string json;
        try
        {
            json = File.ReadAllText(Path.Combine(baseDirectory, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            gaps.Add(new("SL1110", $"The inventory '{file}' cannot be read: {e.Message}"));
            return [];
        }

        var known = gaps.Count;
        var hosts = ReadHosts(file, json, gaps);
        if (group is null || gaps.Count > known)
            return hosts;

        var members = hosts.Where(h => h.Groups.Contains(group)).ToImmutableArray();
        if (members.IsEmpty)
            gaps.Add(new("SL1111", $"The inventory '{file}' has no host in group '{group}'. {Groups(hosts)}"));
        return members;
    }

    private static string Groups(ImmutableArray<HostSpec> hosts)
    {
        var groups = hosts.SelectMany(h => h.Groups).Distinct().Order(StringComparer.Ordinal).ToList();
        return groups.Count == 0 ? "Its hosts have no groups." : $"Its groups are {string.Join(", ", groups)}.";
    }

    private static ImmutableArray<HostSpec> ReadHosts(string file, string json, List<PlanGap> gaps)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.EnumerateObject().ToList() is [{ Name: "hosts", Value.ValueKind: JsonValueKind.Object } all])
                return [.. all.Value.EnumerateObject().Select(h => new InventoryHost(file, h.Name, gaps).Read(h.Value)).OfType<HostSpec>()];

            gaps.Add(new("SL1112", $"The inventory '{file}' is no inventory: write {{\"hosts\": {{\"NAME\": {{\"connect\": \"ssh:NAME\"}}}}}}."));
        }
        catch (JsonException e)
        {
            gaps.Add(new("SL1112", $"The inventory '{file}' is no JSON: {e.Message}"));
        }

        return [];
    }
}
