using System.Diagnostics;
using System.Net;
using System.Text;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>One barrier of many parties, and its floors. All times are medians in microseconds.</summary>
internal static class Release
{
    /// <summary>From the last arrival to the last release, and from the first arrival to the last release.</summary>
    internal static (double ToLast, double Whole) Of(IPEndPoint sync, int parties, int rounds)
    {
        var arrival = Encoding.UTF8.GetBytes($"barrier b{parties} {parties}\n");
        using var watcher = new Wire(0, sync, Framings.Lines, 4 * 1024 * 1024);
        using var fleet = Open(sync, parties);
        var toLast = Times(rounds, () =>
        {
            for (var i = 0; i < parties - 1; i++) fleet[i].Send(arrival);
            WaitUntilAllButOneAreThere(watcher, parties);
            return Timed(fleet, () => fleet[parties - 1].Send(arrival));
        });
        return (toLast, Times(rounds, () => Timed(fleet, () => SendAll(fleet, arrival))));
    }

    /// <summary>The floor of a release: from one line in to as many lines out.</summary>
    internal static double FloorToLast(IPEndPoint fan, int parties, int rounds)
    {
        using var fleet = Open(fan, parties);
        return Times(rounds, () => Timed(fleet, () => fleet[parties - 1].Send("go release\n"u8)));
    }

    /// <summary>The floor of the whole: as many lines in and out, each to where it came from.</summary>
    internal static double FloorOfWhole(IPEndPoint echo, int parties, int rounds)
    {
        using var fleet = Open(echo, parties);
        var line = Encoding.UTF8.GetBytes($"barrier b{parties} {parties}\n");
        return Times(rounds, () => Timed(fleet, () => SendAll(fleet, line)));
    }

    private static Fleet Open(IPEndPoint server, int parties)
    {
        var fleet = new Fleet(parties, server, Framings.Line);
        fleet.AskAll(_ => [.. "ping\n"u8]);
        return fleet;
    }

    private static double Times(int rounds, Func<double> round) => Median.Of([.. Enumerable.Range(0, rounds + 1).Select(_ => round()).Skip(1)]);

    private static void SendAll(Fleet fleet, byte[] line)
    {
        for (var i = 0; i < fleet.Count; i++) fleet[i].Send(line);
    }

    private static double Timed(Fleet fleet, Action send)
    {
        var start = Stopwatch.GetTimestamp();
        send();
        fleet.Collect(fleet.Count);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    // Nothing else tells that a request waits; the time starts when all of this is over.
    private static void WaitUntilAllButOneAreThere(Wire watcher, int parties)
    {
        var ready = Encoding.UTF8.GetBytes($"{parties - 1} of {parties} arrived");
        while (watcher.Ask("status\n"u8).IndexOf(ready) < 0) Thread.Sleep(5);
    }
}
