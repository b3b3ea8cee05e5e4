using System.Net;
using System.Net.Sockets;

namespace StreamLibLoad.Servers;

internal static class Listening
{
    internal static Socket On(IPEndPoint address)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen(1024);
        return listener;
    }
}
