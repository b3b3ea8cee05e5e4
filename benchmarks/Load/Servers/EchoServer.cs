using System.Net;
using System.Net.Sockets;

namespace StreamLibLoad.Servers;

/// <summary>The floor: sends back what it receives, as plainly as this runtime can.</summary>
internal static class EchoServer
{
    internal static IPEndPoint Start()
    {
        var listener = Listening.On(new IPEndPoint(IPAddress.Loopback, 0));
        _ = AcceptAsync(listener);
        return (IPEndPoint)listener.LocalEndPoint!;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        while (true) _ = EchoAsync(await listener.AcceptAsync());
    }

    private static async Task EchoAsync(Socket peer)
    {
        peer.NoDelay = true;
        var buffer = new byte[256];
        try
        {
            while (await peer.ReceiveAsync(buffer) is > 0 and var count) await peer.SendAsync(buffer.AsMemory(0, count));
        }
        catch (SocketException)
        {
        }

        peer.Dispose();
    }
}
