using System.Diagnostics;
using System.Net;
using StreamLibLoad.Net;

namespace StreamLibLoad.Loads;

/// <summary>Two connections that send a line each and wait until both have a reply: four hops, be it a barrier of two or an echo.</summary>
internal static class RoundTrip
{
    /// <summary>The median time of so many rounds, in microseconds.</summary>
    internal static double Of(IPEndPoint server, int rounds, ReadOnlySpan<byte> line)
    {
        using var one = new Wire(0, server, Framings.Line);
        using var two = new Wire(1, server, Framings.Line);
        var times = new double[rounds];
        for (var i = -rounds / 10; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            one.Send(line);
            two.Send(line);
            one.Take();
            two.Take();
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Median.Of(times);
    }
}
