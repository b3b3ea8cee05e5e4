using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace Cluster;

/// <summary>Five nodes choose a leader. It is killed under load; there must be a new one within 10 s, and the load must be served again.</summary>
public sealed class LeaderElection : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan
        .Role("node", 5)
        .Stream("chaos")
        .Role("load", 2);

    protected override async Task Test(StreamSet streams)
    {
        await Task.WhenAll(streams.Role("node").Select(node => node.Start<Node>(Service)));
        var loads = Task.WhenAll(streams.Role("load").Select(load => load.Run<Load>()));
        var chaos = streams["chaos"];

        await chaos.Run<UnderLoad>();
        var leader = streams[await streams.Sync.Get("leader")]["service"];
        await leader.Kill();
        await chaos.Run<NewLeader>(step => step with { Limits = ["failover<=10000 ms"] });
        await leader.Start();
        await chaos.Run<Rejoined>();
        Note($"{leader.Party} was killed, and follows another one since it was started again");
        await loads;
    }

    private static Step Service(Step step) => step with { Name = "service", Port = "auto", Ready = "http http://127.0.0.1:$PORT/", MayEnd = false };
}
