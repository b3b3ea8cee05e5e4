using System.Net;
using System.Net.Sockets;
using System.Text;
using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>Serves one page on this machine, also to the hosts of a lab, and counts.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private static readonly byte[] Page = Encoding.ASCII.GetBytes("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nhi\n");
    private readonly TcpListener listener = new(IPAddress.Any, 0);
    private readonly Task serving;
    private int requests;

    private PageServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Requests => requests;

    public static Task<PageServer> StartAsync() => Task.FromResult(new PageServer());

    /// <summary>The address of the page as the hosts of a lab see it: this machine is the first address of their network.</summary>
    public string UrlFrom(LabFixture lab)
    {
        var host = lab.Lab.AddressOf(lab.Hosts[0]);
        return $"http://{host[..host.LastIndexOf('.')]}.254:{((IPEndPoint)listener.LocalEndpoint).Port}/";
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.GetStream().ReadExactlyAsync(new byte[4]);
                Interlocked.Increment(ref requests);
                await client.GetStream().WriteAsync(Page);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
