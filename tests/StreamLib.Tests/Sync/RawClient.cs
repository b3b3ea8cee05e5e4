using System.Net;
using System.Net.Sockets;
using System.Text;
using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>A peer that writes and reads the bytes of the protocol itself.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient tcp = new();
    private readonly byte[] buffer = new byte[1];
    private NetworkStream stream = null!;

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static async Task<RawClient> Connect(IPEndPoint server)
    {
        var client = new RawClient();
        await client.tcp.ConnectAsync(server, Ct);
        client.tcp.NoDelay = true;
        client.stream = client.tcp.GetStream();
        return client;
    }

    internal static async Task<RawClient> Hello(SyncServer server, string token, string name = "")
    {
        var client = await Connect(server.EndPoint);
        (await client.Ask($"hello {token} {name}".TrimEnd())).ShouldStartWith("ok streamlib 1 ");
        return client;
    }

    internal Task Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    internal async Task Write(byte[] bytes) => await stream.WriteAsync(bytes, Ct);

    internal Task Send(string line) => Write(line + "\n");

    /// <summary>The next line; <c>null</c> at the end of the connection.</summary>
    internal async Task<string?> Read()
    {
        var line = new List<byte>();
        while (await stream.ReadAsync(buffer, Ct) == 1)
        {
            if (buffer[0] == '\n') return Encoding.UTF8.GetString([.. line]);
            line.Add(buffer[0]);
        }

        return null;
    }

    internal async Task<string> Ask(string line)
    {
        await Send(line);
        return (await Read()).ShouldNotBeNull();
    }

    internal async Task<List<string>> AskLines(string line)
    {
        var lines = new List<string>();
        for (var reply = await Ask(line); reply != "."; reply = (await Read()).ShouldNotBeNull()) lines.Add(reply);
        return lines;
    }

    /// <summary>Sends FIN and goes on reading.</summary>
    internal void EndSending() => tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Sends RST.</summary>
    internal void Reset()
    {
        tcp.LingerState = new LingerOption(enable: true, seconds: 0);
        tcp.Close();
    }

    public void Dispose() => tcp.Dispose();
}
