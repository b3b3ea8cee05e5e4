using System.Globalization;
using StreamLib.Tests;

namespace Cluster;

/// <summary>Waits until the leader works under load, and says who it is and when that was: the next step of its stream kills it.</summary>
public sealed class UnderLoad : NestedTest
{
    protected override async Task Test()
    {
        using var nodes = new Nodes(Sync, Streams, Cancelled);
        await Sync.Reached("served/1", nodes.Loads, ct: Cancelled);
        var leader = await Sync.Get("leader", ct: Cancelled);
        Note($"{leader} leads, and is to be killed");
        await Sync.Set("killed", leader, Cancelled);
        await Sync.Set("killed-at", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Cancelled);
    }
}
