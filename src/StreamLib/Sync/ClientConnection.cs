using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamLib.Sync;

/// <summary>One connection of a client: one request at a time.</summary>
internal sealed class ClientConnection : IDisposable
{
    private readonly Stream stream;
    private readonly PipeReader reader;

    private ClientConnection(Stream stream)
    {
        this.stream = stream;
        reader = PipeReader.Create(stream);
    }

    /// <summary>The server; <c>null</c> when something else than TCP leads there.</summary>
    internal IPEndPoint? Peer => (stream as NetworkStream)?.Socket.RemoteEndPoint is IPEndPoint peer
        ? new IPEndPoint(peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address, peer.Port)
        : null;

    /// <summary>A connection that something else carries.</summary>
    internal static ClientConnection Over(Stream stream) => new(stream);

    internal static async Task<ClientConnection> OpenAsync(string host, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, ct).ConfigureAwait(false);
            SocketSettings.Apply(socket);
            return new ClientConnection(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal async Task WriteAsync(string line, CancellationToken ct) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), ct).ConfigureAwait(false);

    /// <summary>Reads a line; the end of the connection is an <see cref="IOException"/>.</summary>
    internal async Task<string> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.UTF8.GetString(buffer.Slice(0, end));
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) throw new IOException("the connection to the sync server has ended");
        }
    }

    public void Dispose() => stream.Dispose();
}
