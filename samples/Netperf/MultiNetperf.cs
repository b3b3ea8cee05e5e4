using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Tests;

namespace Netperf;

/// <summary>One server, and a client on every further host: each client measures the throughput to the server, all at the same time.</summary>
/// <remarks>Parameters: <c>seconds</c> (10), <c>tool</c> (auto, netperf, iperf3 or meter), <c>options</c> (further options of the tool's client).</remarks>
public sealed class MultiNetperf : MultiStreamTest
{
    protected override Plan Streams(Plan plan) => plan
        .Stream("server")
        .Role("client", StreamCount.Remaining);

    protected override async Task Test(StreamSet streams)
    {
        var server = await streams["server"].Start<NetServer>();
        await Task.WhenAll(streams.Role("client").Select(client => client.Run<NetPerf>()));
        await server.WaitAsync();
    }
}
