using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Netperf.Tools;

internal static class Ports
{
    private const string Listen = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>A port that nobody listens on.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until somebody listens. It does not connect: a one-shot server would take that for its client.</summary>
    public static async Task WaitUntilListening(int port, CancellationToken cancellationToken)
    {
        while (!IsListening(port)) await Task.Delay(Interval, cancellationToken);
    }

    private static bool IsListening(int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return Tables.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(words => words.Length > 3 && words[1].EndsWith(suffix, StringComparison.Ordinal) && words[3] == Listen);
    }
}
