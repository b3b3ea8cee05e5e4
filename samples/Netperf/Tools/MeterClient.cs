using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace Netperf.Tools;

/// <summary>Sends for a while as fast as it can.</summary>
internal static class MeterClient
{
    private const int BufferSize = 1 << 17;
    private const double BitsInByte = 8;
    private const double BitsInMegabit = 1e6;

    /// <summary>The throughput in Mbit/s, of what arrived.</summary>
    public static async Task<double> Measure(string address, int port, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, port, cancellationToken);
        var stream = client.GetStream();
        var buffer = new byte[BufferSize];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration) await stream.WriteAsync(buffer, cancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, sizeof(long)), cancellationToken);
        return BinaryPrimitives.ReadInt64BigEndian(buffer) * BitsInByte / BitsInMegabit / clock.Elapsed.TotalSeconds;
    }
}
