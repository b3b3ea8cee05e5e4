using System.Globalization;
using StreamLib.Tests;

namespace Cluster;

/// <summary>Waits until all nodes but the one that was killed name the same new leader, and measures how long that took from before the kill.</summary>
/// <remarks>Parameter: <c>failover_seconds</c> (10), after which it gives up.</remarks>
public sealed class NewLeader : NestedTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    protected override async Task Test()
    {
        using var nodes = new Nodes(Sync, Streams, Cancelled);
        var killed = await Sync.Get("killed", ct: Cancelled);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(await Sync.Get("killed-at", ct: Cancelled), CultureInfo.InvariantCulture));
        var seconds = Params.Get("failover_seconds", 10.0);
        var others = nodes.Names.Where(node => node != killed).ToList();
        while (true)
        {
            var named = (await Task.WhenAll(others.Select(nodes.Leader))).Distinct().ToList();
            var took = DateTimeOffset.UtcNow - at;
            var names = string.Join(", ", named.Select(name => name ?? "none"));
            FailIf(took.TotalSeconds > seconds, $"no new leader within {seconds} s after {killed} was killed; the others name {names}");
            if (named is [{ } leader] && leader != killed)
            {
                Note($"{leader} leads in place of {killed}");
                Metric("failover", took.TotalMilliseconds, "ms");
                return;
            }

            await Task.Delay(Interval, Cancelled);
        }
    }
}
