using System.Net;

namespace StreamLibLoad.Net;

/// <summary>Takes one reply of one connection.</summary>
internal delegate void Receiver(Wire wire, ReadOnlySpan<byte> reply);

/// <summary>Many connections, served by one thread.</summary>
internal sealed unsafe class Fleet : IDisposable
{
    private const int Batch = 256;
    private readonly int epoll = Native.EpollCreate(0);
    private readonly Wire[] wires;

    internal Fleet(int count, IPEndPoint server, Framing framing)
    {
        wires = new Wire[count];
        for (var i = 0; i < count; i++)
        {
            wires[i] = new Wire(i, server, framing);
            var happening = new Native.EpollEvent { Events = Native.EpollIn, Data = i };
            if (Native.EpollControl(epoll, 1, wires[i].File, &happening) != 0) throw new IOException("epoll_ctl failed");
        }
    }

    internal int Count => wires.Length;

    internal Wire this[int index] => wires[index];

    /// <summary>Asks the same on all connections one after the other; for what comes before the measuring.</summary>
    internal void AskAll(Func<int, byte[]> request)
    {
        foreach (var wire in wires) wire.Send(request(wire.Index));
        foreach (var wire in wires) wire.Take();
    }

    /// <summary>Hands on replies until nothing more is to be done.</summary>
    internal void Pump(Receiver receiver, Func<bool> isDone, TimeSpan? limit = null)
    {
        var happenings = stackalloc Native.EpollEvent[Batch];
        var end = Environment.TickCount64 + (long)(limit ?? TimeSpan.FromSeconds(60)).TotalMilliseconds;
        while (!isDone())
        {
            var count = Native.EpollWait(epoll, happenings, Batch, 1000);
            for (var i = 0; i < count; i++)
            {
                var wire = wires[happenings[i].Data];
                wire.Receive();
                while (wire.TryTake(out var reply)) receiver(wire, reply);
            }

            if (Environment.TickCount64 > end) throw new TimeoutException("the server did not answer in time");
        }
    }

    /// <summary>Takes as many replies as asked for, from whichever connections.</summary>
    internal void Collect(int replies)
    {
        var left = replies;
        Pump((_, _) => left--, () => left <= 0);
    }

    public void Dispose()
    {
        foreach (var wire in wires) wire?.Dispose();
        Native.Close(epoll);
    }
}
