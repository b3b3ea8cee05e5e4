using System.Globalization;
using Netperf.Tools;
using StreamLib.Tests;

namespace Netperf;

/// <summary>Runs the server of a network benchmark for as long as the clients need it.</summary>
public sealed class NetServer : NestedTest
{
    private readonly List<IAsyncDisposable> servers = [];

    protected override async Task SetUp()
    {
        var clients = Streams.All.Where(s => s.Name != Stream).Select(s => s.Name).ToList();
        var tool = await ChooseTool(clients);
        Note($"tool: {tool.Name}");
        await Sync.Set("tool", tool.Name);

        var ports = new Dictionary<string, int>();
        foreach (var client in clients)
        {
            if (tool.ServesMany && ports.Count > 0) ports[client] = ports.Values.First();
            else ports[client] = await StartServer(tool);
            await Sync.Set($"port/{client}", ports[client].ToString(CultureInfo.InvariantCulture));
        }

        await Sync.Barrier("setup");
    }

    protected override async Task Test() => await Sync.Barrier("finished");

    protected override async Task TearDown()
    {
        foreach (var server in servers) await server.DisposeAsync();
        Log($"server stopped");
    }

    private async Task<int> StartServer(NetTool tool)
    {
        var port = Ports.Free();
        servers.Add(tool.ServerLine(port) is { } line ? Start(line) : MeterServer.Start(port));
        await Ports.WaitUntilListening(port, Cancelled);
        Log($"{tool.Name} listens on port {port}");
        return port;
    }

    // Every client says what it has; what all have is used, in the order in which the tools are known.
    private async Task<NetTool> ChooseTool(List<string> clients)
    {
        var asked = Params.Get("tool", "auto");
        if (asked != "auto") return NetTool.Named(asked);
        var common = NetTool.Installed().ToHashSet();
        foreach (var client in clients) common.IntersectWith((await Sync.Get($"tools/{client}")).Split(','));
        return NetTool.All.First(t => common.Contains(t.Name));
    }
}
