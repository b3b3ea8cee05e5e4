using System.Net;
using System.Net.Sockets;

namespace StreamLibTests.Sync.Abuse;

/// <summary>Sends what nobody should send, as fast as it goes, and reads the answers. The same seed sends the same.</summary>
internal static class Flood
{
    private const int LongLine = 70_000;
    private const int BurstLines = 500;

    /// <summary>Sends so many lines, on threads of its own; how many were sent, and how many were answered.</summary>
    internal static async Task<(int Sent, int Answered)> Start(IPEndPoint server, int seed, int lines)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server, RawClient.Ct);
        var stream = tcp.GetStream();
        var answered = OnThread(() => CountLines(stream));
        var sent = await OnThread(() => Send(stream, seed, lines));
        tcp.Client.Shutdown(SocketShutdown.Send);
        return (sent, await answered);
    }

    private static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, RawClient.Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int Send(NetworkStream stream, int seed, int lines)
    {
        var (random, sent, half) = (new Random(seed), 0, new List<byte>());
        while (sent < lines)
        {
            var burst = half;
            for (var i = 0; i < BurstLines; i++) AddLine(burst, random);

            // A burst ends in the middle of a line.
            var cut = burst.Count - random.Next(1, 20);
            half = burst[cut..];
            var bytes = burst[..cut].ToArray();
            sent += bytes.AsSpan().Count((byte)'\n');
            stream.Write(bytes);
        }

        return sent;
    }

    private static void AddLine(List<byte> burst, Random random)
    {
        switch (random.Next(2000))
        {
            case 0: burst.AddRange(Enumerable.Repeat((byte)'x', LongLine)); break;
            case < 600: AddBytes(burst, random, 0, 256); break;
            case < 900: burst.AddRange([.. "set k "u8, 0xC3, 0x28, 0xFF]); break;
            case < 1200: burst.AddRange([.. "get a\0b"u8]); break;
            case < 1500: burst.AddRange([.. "ping\rping\r"u8]); break;
            case < 1700: break;
            default: AddBytes(burst, random, ' ', 127); break;
        }

        burst.Add((byte)'\n');
    }

    private static void AddBytes(List<byte> burst, Random random, int from, int to)
    {
        for (var left = random.Next(40); left > 0; left--) burst.Add((byte)random.Next(from, to));
    }

    private static int CountLines(NetworkStream stream)
    {
        var (buffer, lines) = (new byte[64 * 1024], 0);
        for (int count; (count = stream.Read(buffer)) > 0;) lines += buffer.AsSpan(0, count).Count((byte)'\n');
        return lines;
    }
}
