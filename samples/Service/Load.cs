using System.Diagnostics;
using System.Globalization;
using StreamLib.Tests;

namespace Service;

/// <summary>Asks the service one request after another for <c>seconds</c> (5), and measures: requests per second, the 99th percentile of their times, and how many failed.</summary>
public sealed class Load : NestedTest
{
    protected override async Task Test()
    {
        var server = Streams["server"];
        var port = server.Port ?? throw new InvalidOperationException("the service has no port");
        using var client = new HttpClient { BaseAddress = new Uri($"http://{server.Host.Address}:{port}/"), Timeout = TimeSpan.FromSeconds(10) };
        Note($"the service is on port {port}");

        var times = new List<double>();
        var failed = 0;
        var clock = Stopwatch.StartNew();
        for (var number = 0; clock.Elapsed.TotalSeconds < Params.Get("seconds", 5.0); number++)
        {
            var asked = clock.Elapsed;
            if (!await IsRight(client, number)) failed++;
            times.Add((clock.Elapsed - asked).TotalMilliseconds);
        }

        times.Sort();
        Metric("requests", times.Count / clock.Elapsed.TotalSeconds, "1/s");
        Metric("p99", times[(int)(times.Count * 0.99)], "ms");
        Metric("failed", failed);
    }

    private async Task<bool> IsRight(HttpClient client, int number)
    {
        try
        {
            return await client.GetStringAsync($"square/{number}", Cancelled) == ((long)number * number).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException e)
        {
            Log($"{e.Message}");
            return false;
        }
    }
}
