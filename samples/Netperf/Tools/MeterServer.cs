using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Netperf.Tools;

/// <summary>Takes what clients send and tells each at the end how much arrived.</summary>
internal sealed class MeterServer : IAsyncDisposable
{
    private const int BufferSize = 1 << 17;
    private readonly CancellationTokenSource stop = new();
    private readonly TcpListener listener;
    private readonly Task accepting;

    private MeterServer(int port)
    {
        listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public static MeterServer Start(int port) => new(port);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true) clients.Add(ServeAsync(await listener.AcceptTcpClientAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var buffer = new byte[BufferSize];
            long total = 0;
            try
            {
                while (await stream.ReadAsync(buffer, stop.Token) is > 0 and var count) total += count;
                BinaryPrimitives.WriteInt64BigEndian(buffer, total);
                await stream.WriteAsync(buffer.AsMemory(0, sizeof(long)), stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // A client that has gone, or a server that has to: what was measured counts for nobody.
            }
        }
    }
}
