using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace StreamLibLoad.Net;

/// <summary>How long the first reply in what has been received is; 0 while it is not all there.</summary>
internal delegate int Framing(ReadOnlySpan<byte> received);

/// <summary>One connection of the driver.</summary>
internal sealed unsafe class Wire : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] buffer;
    private readonly Framing framing;
    private readonly int file;
    private int start;
    private int end;

    internal Wire(int index, IPEndPoint server, Framing framing, int longest = 512)
    {
        (Index, this.framing, buffer) = (index, framing, new byte[longest]);
        socket.NoDelay = true;

        // Closing resets, so that no port of a run waits for its time to pass while the next run needs ports.
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Connect(server);
        file = (int)socket.Handle;
    }

    internal int Index { get; }

    internal int File => file;

    internal void Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            if (Native.Send(file, first, bytes.Length, 0) != bytes.Length)
                throw new IOException($"connection {Index} did not take {bytes.Length} bytes: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>Receives once what is there or comes.</summary>
    internal void Receive()
    {
        if (start == end) (start, end) = (0, 0);
        else if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        fixed (byte* first = buffer)
        {
            var count = (int)Native.Receive(file, first + end, buffer.Length - end, 0);
            if (count <= 0) throw new IOException($"connection {Index} has ended: errno {Marshal.GetLastPInvokeError()}");
            end += count;
        }
    }

    /// <summary>Takes the next whole reply.</summary>
    internal bool TryTake(out ReadOnlySpan<byte> reply)
    {
        var received = buffer.AsSpan(start, end - start);
        var length = framing(received);
        reply = received[..length];
        start += length;
        return length > 0;
    }

    /// <summary>Waits for the next reply.</summary>
    internal ReadOnlySpan<byte> Take()
    {
        ReadOnlySpan<byte> reply;
        while (!TryTake(out reply)) Receive();
        return reply;
    }

    internal ReadOnlySpan<byte> Ask(ReadOnlySpan<byte> request)
    {
        Send(request);
        return Take();
    }

    public void Dispose() => socket.Dispose();
}
