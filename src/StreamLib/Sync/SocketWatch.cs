using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>Waits for what comes in, with room for a short request: less than what the socket itself takes, and it saves asking twice for each request.</summary>
/// <param name="socket">Where it comes in.</param>
/// <param name="connection">Who takes it.</param>
internal sealed class SocketWatch(Socket socket, Connection connection) : SocketAsyncEventArgs(true)
{
    private const int ShortRequest = 128;

    /// <summary>How often in a row it goes on without having waited, before others get the thread: a flood must not keep it.</summary>
    private const int TurnsInARow = 16;

    /// <summary>Watches until the connection wants no more.</summary>
    internal void Run()
    {
        if (MemoryBuffer.IsEmpty) SetBuffer(new byte[ShortRequest]);
        for (var turns = 1; HasCompleted() && Hand(); turns++)
        {
            if (turns < TurnsInARow) continue;
            ThreadPool.UnsafeQueueUserWorkItem(static watch => watch.Run(), this, preferLocal: false);
            return;
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (Hand()) Run();
    }

    private bool Hand() => SocketError == SocketError.Success
        ? connection.OnReceived(MemoryBuffer.Span[..BytesTransferred], isAll: BytesTransferred < ShortRequest)
        : connection.OnReceived([], isAll: true);

    /// <summary>Whether something came already. The end of the socket is something too.</summary>
    private bool HasCompleted()
    {
        try
        {
            return !socket.ReceiveAsync(this);
        }
        catch (ObjectDisposedException)
        {
            SocketError = SocketError.OperationAborted;
            return true;
        }
    }
}
