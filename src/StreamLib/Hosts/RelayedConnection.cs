using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace StreamLib.Hosts;

/// <summary>One connection of a <see cref="Relay"/>: its end on this machine, which is a plain connection to the server.</summary>
internal sealed class RelayedConnection(string name, Func<string, Task> tell) : IDisposable
{
    // A pipe there holds 64 KiB, and a byte may take five when it is escaped.
    private const int Piece = 8 * 1024;

    // Far more than a server accepts ahead of its answers.
    private const int MostAhead = 1024 * 1024;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(5);

    private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly SemaphoreSlim _taken = new(0);
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Lock _lock = new();
    private bool _isDisposed;
    private int _ahead;

    /// <summary>Whether its client is known to have opened both FIFOs, or to have gone.</summary>
    public bool WasHeard { get; private set; }

    /// <summary>What the host says of it: <c>line</c>, <c>sent</c>, <c>gone</c>.</summary>
    public void Heard(string verb, ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (!_isDisposed)
                HeardNow(verb, line);
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            if (!_isDisposed)
                _cut.Cancel();
        }
    }

    /// <summary>Connects, and carries until the server has ended the connection, or it is cut.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tell($"open {name}").ConfigureAwait(false);
        var sending = Task.CompletedTask;
        try
        {
            await socket.ConnectAsync(server, _cut.Token).ConfigureAwait(false);
            sending = SendAsync(socket);
            await ReceiveAsync(socket).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The end of the connection is all that there is to tell.
        }

        socket.Dispose();
        _lines.Writer.TryComplete();
        await sending.ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _gone.Dispose();
            _cut.Dispose();
            _taken.Dispose();
        }
    }

    private void HeardNow(string verb, ReadOnlySpan<byte> line)
    {
        WasHeard = true;
        switch (verb)
        {
            case "line" when Interlocked.Add(ref _ahead, line.Length) > MostAhead:
                _cut.Cancel();
                break;
            case "line":
                _lines.Writer.TryWrite(line.ToArray());
                break;
            case "sent":
                _taken.Release();
                break;
            case "gone":
                _lines.Writer.TryComplete();
                // It may still read, as after `echo quit`; one that is dead never says again that it has taken a piece.
                _gone.CancelAfter(s_lastWords);
                break;
        }
    }

    private async Task SendAsync(Socket socket)
    {
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(_cut.Token).ConfigureAwait(false))
            {
                for (var left = line.AsMemory(); left.Length > 0;)
                    left = left[await socket.SendAsync(left, _cut.Token).ConfigureAwait(false)..];
                Interlocked.Add(ref _ahead, -line.Length);
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What receives sees it too.
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, _cut.Token);
        var piece = new byte[Piece];
        int count;
        while ((count = await socket.ReceiveAsync(piece, end.Token).ConfigureAwait(false)) > 0)
        {
            await tell($"to {name} {ShellQuote.Escape(piece.AsSpan(0, count))}").ConfigureAwait(false);
            await _taken.WaitAsync(end.Token).ConfigureAwait(false);
        }
    }
}
