using StreamLibLoad.Loads;
using StreamLibLoad.Net;
using StreamLibLoad.Peers;

namespace StreamLibLoad.Report;

/// <summary>The whole run: each server in a process of its own, this process drives.</summary>
internal sealed class Bench(Effort effort) : IDisposable
{
    private const double Hop = 1.5;
    private const double Data = 0.7;
    private readonly Table table = new(judges: effort.WithPeers);
    private readonly Served sync = Served.Own("sync");
    private readonly Served echo = Served.Own("echo");
    private readonly Served fan = Served.Own("fan");
    private readonly Served? redis = effort.WithPeers ? Others.Redis() : null;
    private readonly Served? zooKeeper = effort.WithPeers ? Others.ZooKeeper() : null;
    private int run;

    internal void Run()
    {
        Machine.Describe(Table.Note);
        if (effort.WithPeers && redis is null) Table.Note("missing: Redis (Debian: redis-server)");
        if (effort.WithPeers && zooKeeper is null) Table.Note("missing: ZooKeeper (Debian: zookeeper)");
        RoundTrips();
        Releases();
        foreach (var connections in effort.Connections) Rates(connections);
        Memories();
        Table.Note("");
        Table.Note($"{table.Missed} targets missed; load of the machine at the end: {Machine.Load}");
    }

    public void Dispose()
    {
        foreach (var served in new[] { sync, echo, fan, redis, zooKeeper }) served?.Dispose();
    }

    private void RoundTrips()
    {
        Table.Begin("Round trip of two parties, four hops", "us");
        var (ours, floor) = InTurn(() => RoundTrip.Of(sync.Address, effort.Rounds, "barrier p 2\n"u8), () => RoundTrip.Of(echo.Address, effort.Rounds, "barrier p 2\n"u8));
        table.Add("barrier of 2", ours, "bare echo", floor, most: Hop);
    }

    private void Releases()
    {
        Table.Begin("One barrier of N", "us");
        var costs = new List<(double Ours, double Floor)>();
        foreach (var parties in effort.Parties)
        {
            var rounds = Math.Clamp(effort.Rounds * 10 / parties, 3, 50);
            var ours = new List<(double ToLast, double Whole)>();
            var floors = new List<(double ToLast, double Whole)>();
            for (var i = 0; i < effort.Repeats; i++)
            {
                ours.Add(Release.Of(sync.Address, parties, rounds));
                floors.Add((Release.FloorToLast(fan.Address, parties, rounds), Release.FloorOfWhole(echo.Address, parties, rounds)));
            }

            var (whole, echoes) = (Median.Of(ours.Select(x => x.Whole)) / parties, Median.Of(floors.Select(x => x.Whole)) / parties);
            table.Add($"{parties:#,0}: last arrival to last release", Median.Of(ours.Select(x => x.ToLast)), "a line to N sockets", Median.Of(floors.Select(x => x.ToLast)), most: Hop);
            table.Add($"{parties:#,0}: all of it, per party", whole, "N bare echoes", echoes);
            costs.Add((whole, echoes));
        }

        // The echoes overlap, so that each becomes cheaper with N; a release cannot begin before the last arrival.
        var growth = costs[^1].Ours / costs[0].Ours;
        table.Add("growth of the cost per party, least to most", growth, "growth as fast as N", 1, most: 1);
        table.Add("growth of the cost per party, least to most", growth, "growth of the echoes", costs[^1].Floor / costs[0].Floor);
    }

    private void Rates(int connections)
    {
        Table.Begin($"Rates over {connections:#,0} connections", "1/s");
        var value = new string('v', 32);
        var set = () => OwnRate(connections, i => $"set k{i} {value}\n");
        var get = () => OwnRate(connections, i => $"get k{i}\n", i => $"set k{i} {value}\n");
        var barriers = () => OwnRate(connections, i => $"barrier r{run}-{i / 4} 4\n");
        Compare("set", set, "Redis SET", redis, () => new Repeated(Framings.Resp, i => Resp.Text("SET", $"k{i}", value)), connections, Data);
        Compare("get", get, "Redis GET", redis, () => new Repeated(Framings.Resp, i => Resp.Text("GET", $"k{i}"), i => Resp.Text("SET", $"k{i}", value)), connections, Data);
        Compare("signal", () => OwnRate(connections, i => $"signal s{i}\n"), "Redis INCR", redis, () => new Repeated(Framings.Resp, i => Resp.Text("INCR", $"n{i}")), connections, null);
        Compare("arrivals at barriers of 4", barriers, "Redis INCR, RPUSH, BLPOP", redis, () => new RedisBarrier(4, $"{run}u"), connections, 1);
        Compare("arrivals at barriers of 4", barriers, "Redis script, BLPOP", redis, () => new RedisScriptBarrier(4, $"{run}s"), connections, 1);
        Compare("arrivals at barriers of 4", barriers, "ZooKeeper recipe", zooKeeper, () => new ZooKeeperBarrier(4, $"{run}z"), connections, 1);
    }

    private void Compare(string what, Func<double> ours, string name, Served? peer, Func<ILoad> load, int connections, double? least)
    {
        var (mine, theirs) = InTurn(ours, () => peer is null ? double.NaN : Rate.Of(peer.Address, connections, effort.Time, load()));
        table.Add(what, mine, peer is null ? $"{name} (missing)" : name, theirs, least: least);
    }

    private double OwnRate(int connections, Func<int, string> request, Func<int, string>? before = null) =>
        Rate.Of(sync.Address, connections, effort.Time, new Repeated(Framings.Line, request, before));

    private void Memories()
    {
        Table.Begin($"Memory over {effort.Crowd:#,0} connections", "KiB");
        var (idle, waiting) = Memory.PerConnection(effort.Crowd);
        table.Add("a connection that is idle", idle / 1024, "bound", 8, most: 1);
        table.Add("a party that waits", waiting / 1024, "bound", 12, most: 1);
    }

    private (double Ours, double Theirs) InTurn(Func<double> ours, Func<double> theirs)
    {
        var (mine, others) = (new List<double>(), new List<double>());
        for (var i = 0; i < effort.Repeats; i++)
        {
            run++;
            mine.Add(ours());
            others.Add(theirs());
        }

        return (Median.Of(mine), Median.Of(others));
    }
}
