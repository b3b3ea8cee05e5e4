using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>How both ends treat their connection: no delay, and a peer that is gone is noticed within 15 seconds.</summary>
internal static class SocketSettings
{
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int GoneAfterMilliseconds = 12_000;

    internal static void Apply(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 4);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);

        // Keep-alive says nothing while data is unacknowledged; on Linux this does.
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(GoneAfterMilliseconds));
    }

    /// <summary>Says that nothing more will come, and waits a moment for the peer to say so too: closing with unread input would throw our last line away.</summary>
    internal static async Task FinishAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            Shutdown(socket, SocketShutdown.Send);
            var scrap = new byte[4096];
            while (await socket.ReceiveAsync(scrap, patience.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    internal static void Shutdown(Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }
}
