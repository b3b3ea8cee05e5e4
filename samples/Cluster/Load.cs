using StreamLib.Tests;

namespace Cluster;

/// <summary>Asks all nodes for work, one after another, until the shared data say that it is over.</summary>
/// <remarks>Requests may fail while there is no leader. In the end all nodes have to serve, and two leaders must have done work.</remarks>
public sealed class Load : NestedTest
{
    private const int Enough = 20;

    protected override async Task Test()
    {
        using var nodes = new Nodes(Sync, Streams, Cancelled);
        var done = new SortedDictionary<long, int>();
        var failed = 0;
        for (var over = Sync.Get("over", ct: Cancelled); !over.IsCompleted;)
        {
            foreach (var node in nodes.Names)
            {
                if (await nodes.Work(node) is not { } term) failed++;
                else if ((done[term] = done.GetValueOrDefault(term) + 1) == Enough) await Sync.Signal($"served/{term}", Cancelled);
            }
        }

        Metric("requests", done.Values.Sum());
        Metric("failed", failed);
        foreach (var node in nodes.Names)
            if (await nodes.Work(node) is null) throw new InvalidOperationException($"{node} does not serve, though a new leader was chosen");
        if (done.Count < 2) throw new InvalidOperationException("no work was done under a second leader");
    }
}
