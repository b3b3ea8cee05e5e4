using System.Net.Sockets;
using System.Text;
using StreamLib.Sync;

namespace StreamLibTests.Sync;

/// <summary>What the server allocates for a request, counted in the whole process: so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests : IDisposable
{
    private const int Requests = 2000;
    private readonly SyncServer server = SyncServer.Start(new SyncServerOptions { AllowAnonymous = true });
    private readonly byte[] reply = new byte[256];
    private readonly Socket one;
    private readonly Socket two;

    public AllocationTests() => (one, two) = (Connect(), Connect());

    [Theory]
    [InlineData("signal s")]
    [InlineData("get k")]
    [InlineData("get k 10")]
    [InlineData("reached ready 1 10")]
    [InlineData("ping")]
    [InlineData("barrier alone 1")]
    public void A_request_allocates_nothing(string request)
    {
        Ask(one, "set k value\n"u8);
        Ask(one, "signal ready\n"u8);
        var lines = Encoding.UTF8.GetBytes(request + "\n");
        AllocatedBy(() => Ask(one, lines)).ShouldBeLessThan(Requests * 2);
    }

    [Theory]
    [InlineData("barrier b 2")]
    [InlineData("barrier b 2 10")]
    public void Neither_does_waiting_at_a_barrier(string request)
    {
        var line = Encoding.UTF8.GetBytes(request + "\n");
        AllocatedBy(() =>
        {
            one.Send(line);
            Ask(two, line);
            one.Receive(reply);
        }).ShouldBeLessThan(Requests * 2);
    }

    [Fact]
    public void A_value_that_is_set_allocates_what_is_kept()
    {
        AllocatedBy(() => Ask(one, "set k 12345678901234567890\n"u8)).ShouldBeInRange(Requests * 60, Requests * 68);
    }

    public void Dispose()
    {
        one.Dispose();
        two.Dispose();
        server.DisposeAsync().AsTask().Wait();
    }

    /// <summary>The least of three counts: what the test runner itself may allocate meanwhile is none of the server's.</summary>
    private static long AllocatedBy(Action round)
    {
        // Long enough that code is compiled for good, pools are filled, and the threads that serve are there.
        Repeat(round);
        return Enumerable.Range(0, 3).Min(_ =>
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Repeat(round);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
    }

    private static void Repeat(Action round)
    {
        for (var i = 0; i < Requests; i++) round();
    }

    private void Ask(Socket socket, ReadOnlySpan<byte> lines)
    {
        socket.Send(lines);
        for (var left = lines.Count((byte)'\n'); left > 0;) left -= reply.AsSpan(0, socket.Receive(reply)).Count((byte)'\n');
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
        socket.Connect(server.EndPoint);
        return socket;
    }
}
