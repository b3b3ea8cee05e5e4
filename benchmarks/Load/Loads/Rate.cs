using System.Diagnostics;
using System.Net;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>How many rounds a second a server bears.</summary>
internal static class Rate
{
    /// <summary>Rounds a second over so many connections, after a warm-up of a quarter of the time.</summary>
    internal static double Of(IPEndPoint server, int connections, TimeSpan time, ILoad load)
    {
        using var fleet = new Fleet(connections, server, load.Framing);
        load.Prepare(fleet);
        for (var i = 0; i < connections; i++) load.Begin(fleet[i]);
        Count(fleet, load, time / 4);
        return Count(fleet, load, time);
    }

    private static double Count(Fleet fleet, ILoad load, TimeSpan time)
    {
        var (rounds, start) = (0L, Stopwatch.GetTimestamp());
        fleet.Pump(
            (wire, reply) =>
            {
                if (load.Received(wire, reply)) rounds++;
            },
            () => Stopwatch.GetElapsedTime(start) >= time);
        return rounds / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
