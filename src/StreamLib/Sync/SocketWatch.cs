using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>Tells its connection when there is something to receive: a receive of no bytes, which holds no buffer while it lasts.</summary>
internal sealed class SocketWatch(Socket socket, Connection connection) : SocketAsyncEventArgs(true)
{
    /// <summary>Watches until the connection wants no more.</summary>
    internal void Run()
    {
        while (HasCompleted() && connection.OnReadable())
        {
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (connection.OnReadable()) Run();
    }

    /// <summary>Whether there is something already. The end of the socket is something too.</summary>
    private bool HasCompleted()
    {
        try
        {
            return !socket.ReceiveAsync(this);
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
