using System.Text;
using BenchmarkDotNet.Attributes;
using StreamLib.Sync;

namespace StreamLibMicro;

/// <summary>A request from the bytes of its line to the bytes of its answer, without the socket: what parsing, dispatch and the state machine cost.</summary>
public class Requests
{
    private SyncServer server = null!;
    private Session one = null!;
    private Session two = null!;
    private Waiting first = null!;
    private Waiting second = null!;

    /// <summary>The lines of the requests that are measured one by one.</summary>
    public static string[] Lines => ["ping", "signal s", "get k", "set k 12345678901234567890123456789012", "reached s 1", "barrier alone 1"];

    [GlobalSetup]
    public void Start()
    {
        server = SyncServer.Start(new SyncServerOptions { AllowAnonymous = true });
        (one, two) = (new Session(server, "one"), new Session(server, "two"));
        (first, second) = (new Waiting(), new Waiting());
        foreach (var line in new[] { "set k value", "signal s" }) Ask(one, Encoding.UTF8.GetBytes(line), first);
    }

    [GlobalCleanup]
    public void End() => server.DisposeAsync().AsTask().Wait();

    [Benchmark]
    [ArgumentsSource(nameof(Lines))]
    public int Request(string line)
    {
        Span<byte> bytes = stackalloc byte[128];
        return Ask(one, bytes[..Encoding.UTF8.GetBytes(line, bytes)], first);
    }

    /// <summary>Two parties arrive and are released.</summary>
    [Benchmark]
    public int BarrierOfTwo() => Ask(one, "barrier b 2"u8, first) + Ask(two, "barrier b 2"u8, second);

    private static int Ask(Session session, ReadOnlySpan<byte> line, Waiting waiter)
    {
        var decoder = new LineDecoder(stackalloc char[LineDecoder.ShortLine]);
        var output = new AnswerBuffer(stackalloc byte[256]);
        decoder.Decode(line);
        var answer = decoder.Execute(session, waiter);
        if (answer.Kind == AnswerKind.Pending)
        {
            if (waiter.Point is not null) return 0;
            answer = waiter.Answer;
        }

        AnswerWriter.Write(ref output, answer);
        return output.Length;
    }

    private sealed class Waiting : Waiter
    {
        internal override void Deliver()
        {
        }
    }
}
