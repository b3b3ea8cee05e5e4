using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamLib.Sync;

/// <summary>Accepts connections and keeps count of them.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Connection, bool> connections = new();
    private readonly TaskCompletionSource allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private readonly Socket socket;
    private readonly SyncServer server;
    private readonly SyncServerOptions options;
    private readonly Task accepting;
    private int open = 1;

    internal Listener(SyncServer server, SyncServerOptions options)
    {
        (this.server, this.options) = (server, options);
        socket = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(options.Listen);
            socket.Listen(1024);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new SyncException(SyncError.Closed, $"listen on {options.Listen}", $"{exception.Message}; port 0 takes a free one", exception);
        }

        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        accepting = Task.Run(AcceptAsync);
    }

    internal IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        socket.Dispose();
        await accepting.ConfigureAwait(false);
        foreach (var connection in connections.Keys) connection.Close();
        CountOut();
        await Task.WhenAny(allEnded.Task, Task.Delay(Patience)).ConfigureAwait(false);
        foreach (var connection in connections.Keys) connection.Dispose();
        await allEnded.Task.ConfigureAwait(false);
        stopping.Dispose();
    }

    /// <summary>A connection is over.</summary>
    internal void Ended(Connection connection)
    {
        if (connections.TryRemove(connection, out _)) CountOut();
    }

    /// <summary>Something went wrong that should not; it ends one connection, never the server.</summary>
    internal void Failed(Exception exception) => Say($"a connection ended unexpectedly: {exception}");

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Accepted(await socket.AcceptAsync(stopping.Token).ConfigureAwait(false));
            }
            catch (SocketException exception) when (!stopping.IsCancellationRequested)
            {
                // The connection was gone before it was taken, or the process has no more handles: neither ends the server.
                Say($"a connection could not be accepted: {exception.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Accepted(Socket peer)
    {
        if (Volatile.Read(ref open) > options.MaxConnections)
        {
            _ = RefuseAsync(peer);
            return;
        }

        SocketSettings.Apply(peer);
        Interlocked.Increment(ref open);
        var connection = new Connection(this, peer, new Session(server, $"{peer.RemoteEndPoint}"), options.MaxLineBytes);
        connections[connection] = true;
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.Start(), connection, preferLocal: false);
    }

    // The listener itself counts as one.
    private void CountOut()
    {
        if (Interlocked.Decrement(ref open) == 0) allEnded.SetResult();
    }

    private async Task RefuseAsync(Socket peer)
    {
        try
        {
            var line = $"error limit {options.MaxConnections} connections are open; no more are allowed\n";
            await peer.SendAsync(Encoding.UTF8.GetBytes(line)).ConfigureAwait(false);
        }
        catch (SocketException)
        {
        }

        await SocketSettings.FinishAsync(peer).ConfigureAwait(false);
        peer.Dispose();
    }

    private void Say(string line)
    {
        server.Log.Note(line);
        server.Log.Drain();
    }
}
