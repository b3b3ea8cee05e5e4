using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>One TCP connection. It is watched all the time, so that the end of the peer is seen while a request waits; its lines are served in order, one at a time.</summary>
/// <remarks>
/// No task, thread or buffer belongs to it while nothing happens. What comes is served on the thread that received it, and an answer that was waited for
/// is sent by whoever completed it: the socket takes it without waiting, or a task sends the rest.
/// </remarks>
internal sealed partial class Connection : IDisposable
{
    /// <summary>Who has not said who it is has little to say, and is not given the memory for more.</summary>
    private const int LongestOfStrangers = 1024;
    private readonly int longestLine;
    private readonly Socket socket;
    private readonly Session session;
    private readonly ConnectionWaiter waiter;
    private readonly SocketWatch watch;
    private readonly Listener listener;
    private readonly Lock gate = new();
    private LineBuffer input;

    // Somebody serves, sends, or will when the request that waits is answered.
    private bool isBusy;
    private bool isWaiting;
    private bool isPaused;
    private bool isClosing;
    private bool isEnding;
    private int parts = 2;
    private WaitEnd? ended;

    internal Connection(Listener listener, Socket socket, Session session, int longestLine)
    {
        (this.listener, this.socket, this.session) = (listener, socket, session);
        this.longestLine = longestLine;
        input = new LineBuffer(session.IsKnown ? longestLine : Math.Min(longestLine, LongestOfStrangers));
        waiter = new ConnectionWaiter(this);
        watch = new SocketWatch(socket, this);

        // A call that cannot go on says so; those that wait are told by the watch.
        socket.Blocking = false;
    }

    /// <summary>Whether the peer has ended; it counts nowhere from then on.</summary>
    internal bool IsLost
    {
        get
        {
            lock (gate) return ended is WaitEnd.ConnectionLost;
        }
    }

    /// <summary>Serves the connection until one of both sides ends it; then the listener is told.</summary>
    internal void Start() => watch.Run();

    /// <summary>Ends the connection as soon as the request in progress is answered.</summary>
    internal void Close()
    {
        lock (gate)
        {
            isClosing = true;
            if (isBusy) return;
            isBusy = true;
        }

        End();
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose() => socket.Dispose();

    /// <summary>Takes what has come, and serves it unless somebody is about it already; whether to watch on.</summary>
    /// <param name="bytes">What has come; nothing when the peer has ended.</param>
    /// <param name="isAll">Whether that was all there is.</param>
    internal bool OnReceived(ReadOnlySpan<byte> bytes, bool isAll)
    {
        bool serves;
        WaitEnd? lost;
        lock (gate)
        {
            if (!isEnding) Fill(bytes, isAll);
            if (isPaused) return false;
            serves = !isBusy;
            isBusy = true;
            lost = isWaiting ? ended : null;
        }

        if (serves) Serve();
        if (lost is { } why) waiter.Abandon(why);
        lock (gate)
        {
            if (ended is null && !isEnding) return true;
        }

        Leave();
        return false;
    }

    private void Fill(ReadOnlySpan<byte> bytes, bool isAll)
    {
        if (bytes.IsEmpty) ended ??= WaitEnd.ConnectionLost;
        input.Add(bytes);
        while (!isAll && !input.IsFull)
        {
            var room = input.Room();
            var (count, error) = Received(room);
            input.Filled(count);
            if (count == 0 && error != SocketError.WouldBlock) ended ??= WaitEnd.ConnectionLost;
            isAll = count < room.Length;
        }

        if (!input.IsFull) return;

        // Nobody would see the end of the peer any more.
        if (isWaiting) ended ??= WaitEnd.TooMuchSentAhead;
        else isPaused = isBusy;
    }

    private (int Count, SocketError Error) Received(Span<byte> room)
    {
        try
        {
            var count = socket.Receive(room, SocketFlags.None, out var error);
            return error == SocketError.Success ? (count, error) : (0, error);
        }
        catch (ObjectDisposedException)
        {
            return (0, SocketError.OperationAborted);
        }
    }

    /// <summary>Ends the connection; nothing more is served. Only who made the connection busy calls this.</summary>
    private void End()
    {
        bool isPolite;
        lock (gate)
        {
            if (isEnding) return;
            isEnding = true;
            isPolite = !isClosing && ended is not WaitEnd.ConnectionLost;
            if (isPaused) parts--;
            isPaused = false;
        }

        if (isPolite) _ = EndPolitelyAsync();
        else EndWatch();
    }

    private async Task EndPolitelyAsync()
    {
        await SocketSettings.FinishAsync(socket).ConfigureAwait(false);
        EndWatch();
    }

    private void EndWatch()
    {
        SocketSettings.Shutdown(socket, SocketShutdown.Both);
        Leave();
    }

    /// <summary>Who serves and who watches leave once each; the second one closes. Disposing a socket that still receives would reset the connection, and the peer would lose our last line.</summary>
    private void Leave()
    {
        lock (gate)
        {
            if (--parts > 0) return;
        }

        Span<byte> scrap = stackalloc byte[1024];
        while (Received(scrap).Count > 0)
        {
        }

        input.Clear();
        socket.Dispose();
        session.Dispose();
        waiter.Dispose();
        watch.Dispose();
        listener.Ended(this);
    }
}
