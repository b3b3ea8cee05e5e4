using System.Text;
using StreamLibLoad.Net;
using StreamLibLoad.Peers;

namespace StreamLibLoad.Loads;

/// <summary>What a connection costs the server in memory that is in RAM, in bytes.</summary>
internal static class Memory
{
    /// <summary>Of a connection that has asked something and is idle, and of one that waits at a barrier.</summary>
    internal static (double Idle, double Waiting) PerConnection(int connections)
    {
        using var sync = Served.Own("sync");
        using (var warm = new Fleet(10, sync.Address, Framings.Line)) warm.AskAll(_ => [.. "barrier warm 10\n"u8]);
        var before = sync.ResidentBytes;
        using var fleet = new Fleet(connections, sync.Address, Framings.Line);
        fleet.AskAll(_ => [.. "ping\n"u8]);
        var idle = sync.ResidentBytes;
        for (var i = 0; i < connections; i++) fleet[i].Send(Encoding.UTF8.GetBytes($"barrier all {connections + 1}\n"));
        using var watcher = new Wire(0, sync.Address, Framings.Lines, 4 * 1024 * 1024);
        var ready = Encoding.UTF8.GetBytes($"{connections} of {connections + 1} arrived");
        while (watcher.Ask("status\n"u8).IndexOf(ready) < 0) Thread.Sleep(20);
        var waiting = sync.ResidentBytes;
        return ((double)(idle - before) / connections, (double)(waiting - before) / connections);
    }
}
