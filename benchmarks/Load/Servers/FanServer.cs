using System.Net;
using System.Net.Sockets;

namespace StreamLibLoad.Servers;

/// <summary>The floor of a release: when one connection sends a line, all of them get one, in one loop without a queue or a thread more.</summary>
internal sealed class FanServer
{
    private static readonly byte[] Line = "ok b 1\n"u8.ToArray();
    private readonly List<Socket> peers = [];

    internal static IPEndPoint Start()
    {
        var listener = Listening.On(new IPEndPoint(IPAddress.Loopback, 0));
        _ = new FanServer().AcceptAsync(listener);
        return (IPEndPoint)listener.LocalEndPoint!;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true) _ = ServeAsync(await listener.AcceptAsync());
    }

    private async Task ServeAsync(Socket peer)
    {
        peer.NoDelay = true;
        lock (peers) peers.Add(peer);
        var buffer = new byte[256];
        try
        {
            while (await peer.ReceiveAsync(buffer) is > 0 and var count)
                if (buffer[0] == 'g') WriteAll();
                else await peer.SendAsync(buffer.AsMemory(0, count));
        }
        catch (SocketException)
        {
        }

        lock (peers) peers.Remove(peer);
        peer.Dispose();
    }

    private void WriteAll()
    {
        foreach (var peer in peers) peer.Send(Line);
    }
}
