using System.Net;
using System.Net.Sockets;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

public class ReadinessGateTests
{
    public static TheoryData<string> Shells => TestShells.All;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_port_gate_opens_when_something_listens_and_connects_to_nothing(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var port = await host.PickPortAsync(Ct);
        (await host.FindListenerAsync(port, Ct)).ShouldBeNull();
        var ready = host.WaitUntilReadyAsync(new Readiness.Port(), port, "/", Ct);
        await Task.Delay(300, Ct);
        ready.IsCompleted.ShouldBeFalse();

        using var listener = new TcpListener(IPAddress.IPv6Any, port);
        listener.Start();
        await ready;
        listener.Pending().ShouldBeFalse();
        var who = await host.FindListenerAsync(port, Ct);
        who.ShouldNotBeNull().ShouldStartWith($"process {Environment.ProcessId} (");
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task Picked_ports_are_free_and_not_the_kernels_to_give(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var ports = new HashSet<int>();
        var range = (await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", Ct)).Split('\t').Select(n => int.Parse(n, null)).ToArray();
        for (var i = 0; i < 8; i++)
        {
            var port = await host.PickPortAsync(Ct);
            ports.Add(port).ShouldBeTrue();
            (port < range[0] || port > range[1]).ShouldBeTrue();
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
        }
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Shells))]
    public async Task A_file_gate_opens_when_the_file_is_there(string shell)
    {
        await using var host = await TestShells.OpenAsync(shell);
        var folder = Directory.CreateTempSubdirectory("streamlib-ready-").FullName;
        try
        {
            var ready = host.WaitUntilReadyAsync(new Readiness.File("it's up"), null, folder, Ct);
            await Task.Delay(200, Ct);
            ready.IsCompleted.ShouldBeFalse();
            await File.WriteAllTextAsync(Path.Combine(folder, "it's up"), "", Ct);
            await ready;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData("curl")]
    [InlineData("wget")]
    [InlineData("busybox")]
    [InlineData("bash")]
    public async Task An_http_gate_opens_when_the_answer_is_good(string program)
    {
        var (folder, way) = OnlyWith(program);
        try
        {
            await using var host = await Host.OpenAsync(HostSpec.Local with { Way = [way] }, TestShells.Quick, Ct);
            using var server = new HttpListener();
            var port = await host.PickPortAsync(Ct);
            var ready = host.WaitUntilReadyAsync(new Readiness.Http("http://127.0.0.1:$PORT/health"), port, "/", Ct);
            server.Prefixes.Add($"http://127.0.0.1:{port}/");
            server.Start();
            foreach (var status in new[] { 503, 404 })
                await AnswerAsync(server, status);
            ready.IsCompleted.ShouldBeFalse();
            await AnswerAsync(server, 204);
            await ready;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task An_http_gate_without_anything_to_ask_with_says_so()
    {
        var (folder, way) = OnlyWith(null);
        try
        {
            await using var host = await Host.OpenAsync(HostSpec.Local with { Way = [way] }, TestShells.Quick, Ct);
            var error = await Should.ThrowAsync<HostException>(() => host.WaitUntilReadyAsync(new Readiness.Http("http://127.0.0.1:1/"), null, "/", Ct));
            error.Text.ShouldBe($"error SL2012: Host local ({way}) has nothing to send a GET to http://127.0.0.1:1/ with. Install curl, wget or busybox there, or use another readiness gate.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Waiting_can_be_cancelled()
    {
        await using var host = await TestShells.OpenAsync("dash");
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => host.WaitUntilReadyAsync(new Readiness.File("/no/such/file"), null, "/", cancel.Token));
        await Should.ThrowAsync<ArgumentException>(async () => await host.WaitUntilReadyAsync(new Readiness.Output("x"), null, "/", Ct));
    }

    // A host that has the usual tools, and of those that can send a GET only one.
    private static (string Folder, HostHop Way) OnlyWith(string? program)
    {
        var folder = Directory.CreateTempSubdirectory("streamlib-path-").FullName;
        foreach (var tool in NeededPrograms.All.Append("sh"))
            File.CreateSymbolicLink(Path.Combine(folder, tool), $"/usr/bin/{tool}");
        if (program is not null)
            File.CreateSymbolicLink(Path.Combine(folder, program == "busybox" ? "wget" : program), $"/usr/bin/{program}");
        return (folder, new("exec", $"env PATH={folder}"));
    }

    private static async Task AnswerAsync(HttpListener server, int status)
    {
        var context = await server.GetContextAsync().WaitAsync(Ct);
        context.Response.StatusCode = status;
        context.Response.Close();
    }
}
