using StreamLibLoad.Loads;
using StreamLibLoad.Net;
using StreamLibLoad.Peers;
using StreamLibLoad.Servers;

switch (args)
{
    case ["serve", var kind]:
        return await Serving.RunAsync(kind);
    case ["dev", var what]:
        using (var sync = Served.Own("sync"))
        using (var echo = Served.Own("echo"))
        using (var fan = Served.Own("fan"))
        {
            var time = TimeSpan.FromSeconds(1);
            if (what is "pair" or "all")
                for (var i = 0; i < 5; i++)
                {
                    var e = RoundTrip.Of(echo.Address, 4000, "barrier p 2\n"u8);
                    var s = RoundTrip.Of(sync.Address, 4000, "barrier p 2\n"u8);
                    Console.WriteLine($"pair {s:0.0} us, floor {e:0.0} us, ratio {s / e:0.00}");
                }

            if (what is "release" or "all")
                foreach (var n in new[] { 10, 100, 1000, 10000 })
                {
                    var (ls, fs, ws, es) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
                    for (var k = 0; k < 3; k++)
                    {
                        var r = n < 10000 ? 15 : 4;
                        var (x, y) = Release.Of(sync.Address, n, r);
                        ls.Add(x);
                        ws.Add(y);
                        fs.Add(Release.FloorToLast(fan.Address, n, r));
                        es.Add(Release.FloorOfWhole(echo.Address, n, r));
                    }

                    var (l, f, w, e) = (Median.Of(ls), Median.Of(fs), Median.Of(ws), Median.Of(es));
                    Console.WriteLine($"N {n}: last release {l:0} floor {f:0} ratio {l / f:0.00}; per party {w / n:0.00} floor {e / n:0.00} ratio {w / e:0.00}");
                }

            if (what is "rates" or "all")
            {
                using var redis = Others.Redis();
                using var zoo = Others.ZooKeeper();
                foreach (var c in new[] { 100, 1000 })
                {
                    var value = new string('v', 32);
                    Console.WriteLine($"{c} echo {Rate.Of(echo.Address, c, time, new Repeated(Framings.Line, i => $"set k{i} {value}\n")):0}");
                    Console.WriteLine($"{c} set {Rate.Of(sync.Address, c, time, new Repeated(Framings.Line, i => $"set k{i} {value}\n")):0} get {Rate.Of(sync.Address, c, time, new Repeated(Framings.Line, i => $"get k{i}\n", i => $"set k{i} {value}\n")):0} signal {Rate.Of(sync.Address, c, time, new Repeated(Framings.Line, i => $"signal s{i}\n")):0} barrier {Rate.Of(sync.Address, c, time, new Repeated(Framings.Line, i => $"barrier g{c}-{i / 4} 4\n")):0}");
                    if (redis is not null)
                        Console.WriteLine($"{c} redis set {Rate.Of(redis.Address, c, time, new Repeated(Framings.Resp, i => System.Text.Encoding.UTF8.GetString(Resp.Of("SET", $"k{i}", value)))):0} get {Rate.Of(redis.Address, c, time, new Repeated(Framings.Resp, i => System.Text.Encoding.UTF8.GetString(Resp.Of("GET", $"k{i}")))):0} barrier {Rate.Of(redis.Address, c, time, new RedisBarrier(4, $"a{c}:")):0} script {Rate.Of(redis.Address, c, time, new RedisScriptBarrier(4, $"s{c}:")):0}");
                    if (zoo is not null)
                        Console.WriteLine($"{c} zookeeper barrier {Rate.Of(zoo.Address, c, time, new ZooKeeperBarrier(4, $"z{c}-")):0}");
                }
            }
        }

        if (what is "memory" or "all") Console.WriteLine(Memory.PerConnection(10_000));
        return 0;
    default:
        return 2;
}
