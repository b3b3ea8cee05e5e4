using StreamLib.Tests;

namespace Cluster;

/// <summary>Looks whether the node that was killed, and started again, is one of the cluster again and the load is served, and ends the load.</summary>
public sealed class Rejoined : NestedTest
{
    protected override async Task Test()
    {
        using var nodes = new Nodes(Sync, Streams, Cancelled);
        var node = await Sync.Get("killed", ct: Cancelled);
        var leader = await nodes.Leader(node);
        FailIf(leader is null, $"{node} does not answer");
        FailIf(leader == node, $"{node} leads again, though another one was chosen");
        var term = await nodes.Work(node) ?? throw new InvalidOperationException($"{node} does not lead to {leader}, where work is done");
        Note($"{node} follows {leader} in term {term}");
        await Sync.Reached($"served/{term}", nodes.Loads, ct: Cancelled);
        await Sync.Set("over", "yes", Cancelled);
    }
}
