using System.Net;
using System.Net.Sockets;
using System.Text;
using StreamLib.Hosts;
using StreamLib.Plans;
using TemporaryFolder = StreamLibTesting.TemporaryFolder;

namespace StreamLibTests.Hosts;

/// <summary>What an http gate takes for an answer: the same by each program that it may ask with.</summary>
public sealed class HttpGateTests
{
    private const string Refused = "nothing took a connection there";
    private const string Strange = "no HTTP answer came within 5 s";

    public static TheoryData<string> Programs => ["curl", "wget", "busybox", "bash"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The answers, and what each is seen as; nothing for one that opens the gate.</summary>
    public static TheoryData<string, string, string> Answers
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var program in new[] { "curl", "wget", "busybox", "bash" })
            {
                data.Add(program, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "");
                data.Add(program, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "the last answer had status 500");
                data.Add(program, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n", "the last answer had status 401");
                data.Add(program, "220 some other server\r\n", Strange);
                data.Add(program, "", Strange);
                data.Add(program, "HTTP/1.1 200 OK\r\nContent-Le", Strange);
                data.Add(program, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", Strange);
                data.Add(program, "HTTP/1.1 200 OK\r\nX-Empty:\r\n", Strange);
                data.Add(program, "HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n", Strange);
                data.Add(program, $"HTTP/1.1 200 OK\r\n{Headers(60)}\r\n", "");
                data.Add(program, $"HTTP/1.1 200 OK\r\n{Headers(400)}\r\n", Strange);
                data.Add(program, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "");
                // That of busybox stops at any other early answer.
                const string Early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
                data.Add(program, Early + "HTTP/1.1 204 No Content\r\n\r\n", program == "busybox" ? Strange : "");
            }

            // Both are read by all in the same way; wget and busybox only take their time.
            data.Add("curl", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "");
            data.Add("bash", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "");
            return data;
        }
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Answers))]
    public async Task An_answer_counts_by_its_status_alone(string program, string answer, string seen)
    {
        await using var host = await OpenAsync(program);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        _ = AnswerAsync(server, answer);

        (await AskAsync(host, ((IPEndPoint)server.LocalEndpoint).Port)).ShouldBe(seen);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Programs))]
    public async Task No_proxy_and_no_configuration_of_the_user_decides_the_gate(string program)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        _ = AnswerAsync(proxy, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;

        // Nobody listens there any more; the proxy would answer for it.
        await using (var host = await OpenAsync(program, Configured($"http://{proxy.LocalEndpoint}")))
        {
            server.Stop();
            (await AskAsync(host, port)).ShouldBe(Refused);
        }

        // A server that is there; the proxy is not.
        server.Start();
        _ = AnswerAsync(server, "HTTP/1.1 204 No Content\r\n\r\n");
        await using (var host = await OpenAsync(program, Configured("http://127.0.0.1:1")))
            (await AskAsync(host, ((IPEndPoint)server.LocalEndpoint).Port)).ShouldBe("");
    }

    // That many headers of 1 kB.
    private static string Headers(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', 980)}\r\n"));

    // Waits until the gate opens, or until it is said why it does not.
    private static async Task<string> AskAsync(Host host, int port)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var saw = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new Readiness.Http("http://127.0.0.1:$PORT/health?a=1#top");
        var opens = host.WaitUntilReadyAsync(gate, port, "/", why => saw.TrySetResult(why), stop.Token);
        if (await Task.WhenAny(opens, saw.Task) == opens)
        {
            await opens;
            return "";
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => opens);
        return await saw.Task;
    }

    private static async Task AnswerAsync(TcpListener server, string answer)
    {
        var request = new byte[4096];
        var open = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await server.AcceptTcpClientAsync(Ct);
                open.Add(client);
                await client.GetStream().ReadAtLeastAsync(request, 20, throwOnEndOfStream: false, Ct);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Ct);
                // Half an answer is one that goes on.
                if (!answer.EndsWith("half", StringComparison.Ordinal)) client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            open.ForEach(client => client.Dispose());
        }
    }

    private static string Configured(string proxy)
    {
        var home = TemporaryFolder.Make();
        File.WriteAllText(Path.Combine(home, ".curlrc"), $"proxy = {proxy}\nfail\n");
        File.WriteAllText(Path.Combine(home, ".wgetrc"), $"http_proxy = {proxy}\nuse_proxy = on\n");
        File.WriteAllText(Path.Combine(home, ".netrc"), "default login me password secret\n");
        var variables = new[] { "http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy" }.Select(name => $"{name}={proxy}");
        return $"HOME={home} WGETRC={home}/.wgetrc CURL_HOME={home} {string.Join(' ', variables)}";
    }

    // A host with the needed programs, and of those that can send a GET only one.
    private static Task<Host> OpenAsync(string program, string variables = "")
    {
        var folder = TemporaryFolder.Make();
        foreach (var tool in NeededPrograms.All.Append("sh")) File.CreateSymbolicLink(Path.Combine(folder, tool), $"/usr/bin/{tool}");
        File.CreateSymbolicLink(Path.Combine(folder, program == "busybox" ? "wget" : program), $"/usr/bin/{program}");
        var spec = HostSpec.Local with { Way = [new("exec", $"env PATH={folder} {variables}".TrimEnd())] };
        return Host.OpenAsync(spec, TestShells.Quick, Ct);
    }
}
