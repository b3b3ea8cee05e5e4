using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamLib.Sync;

/// <summary>Accepts connections and keeps count of them.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Connection, Task> connections = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Socket socket;
    private readonly SyncServer server;
    private readonly SyncServerOptions options;
    private readonly Task accepting;

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
        await Task.WhenAny(Task.WhenAll(connections.Values), Task.Delay(Patience)).ConfigureAwait(false);
        foreach (var connection in connections.Keys) connection.Dispose();
        await Task.WhenAll(connections.Values).ConfigureAwait(false);
        stopping.Dispose();
    }

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
        if (connections.Count >= options.MaxConnections)
        {
            _ = RefuseAsync(peer);
            return;
        }

        SocketSettings.Apply(peer);
        var connection = new Connection(peer, new Session(server, $"{peer.RemoteEndPoint}"), options);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connections[connection] = ServeAsync(connection, started.Task);
        started.SetResult();
    }

    private async Task ServeAsync(Connection connection, Task started)
    {
        await started.ConfigureAwait(false);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One connection never ends the server.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Say($"a connection ended unexpectedly: {exception}");
        }
        finally
        {
            connections.TryRemove(connection, out _);
            connection.Dispose();
        }
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
