using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamLib.Hosts;

namespace StreamLib.Cli.Hosts;

/// <summary>What was found of hosts, for programs.</summary>
internal static class CheckJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ImmutableArray<HostCheck> checks) =>
        new JsonObject { ["hosts"] = new JsonArray([.. checks.Select(Of)]) }.ToJsonString(Indented) + "\n";

    private static JsonObject Of(HostCheck check)
    {
        var json = new JsonObject { ["name"] = check.Host.Name, ["connect"] = string.Join('|', check.Host.Way), ["usable"] = check.IsUsable };
        if (check.Key is { } key) json["key"] = key;
        if (check.Error is { } error)
        {
            json["error"] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
            return json;
        }

        json["address"] = check.Address;
        json["system"] = check.Facts!.System;
        json["user"] = check.Facts.User;
        json["shell"] = check.Shell;
        json["dotnet"] = new JsonObject { ["path"] = check.Facts.DotNet, ["found"] = check.Runtime };
        json["sync"] = check.Sync;
        if (check.Sessions is { } sessions) json["sessions"] = sessions;
        if (check.Clock is var (offset, uncertainty))
            json["clock"] = new JsonObject { ["offsetMs"] = Math.Round(offset.TotalMilliseconds, 3), ["uncertaintyMs"] = Math.Round(uncertainty.TotalMilliseconds, 3) };
        json["cacheBytes"] = check.CacheBytes;
        json["holders"] = new JsonArray([.. check.Holders.Select(h => new JsonObject { ["job"] = h.Job, ["user"] = h.User, ["from"] = h.From, ["exclusive"] = h.Exclusive })]);
        json["leftovers"] = new JsonArray([.. check.Leftovers.Select(Of)]);
        return json;
    }

    private static JsonObject Of(Leftover left) => new()
    {
        ["job"] = left.Job,
        ["folder"] = left.Folder,
        ["ended"] = left.IsJudged,
        ["removed"] = left.IsRemoved,
        ["processes"] = new JsonArray([.. left.Processes.Select(p => new JsonObject { ["pid"] = p.Pid, ["command"] = p.Command })]),
        ["undo"] = new JsonArray([.. left.Undos.Select(u => (JsonNode)u)]),
        ["done"] = new JsonArray([.. left.Done.Select(d => (JsonNode)d)]),
    };
}
