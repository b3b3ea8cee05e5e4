using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>One TCP connection: one loop fills a pipe from the socket, so that the end of the peer is seen while a request waits; the other serves its lines in order.</summary>
internal sealed class Connection : IDisposable
{
    private const int FlushAt = 16 * 1024;
    private const int ReadAtLeast = 1024;

    /// <summary>How often in a row a loop goes on without having waited, before others get the thread: a flood must not keep it.</summary>
    private const int TurnsInARow = 16;
    private readonly Socket socket;
    private readonly Session session;
    private readonly ConnectionWaiter waiter = new();
    private readonly Lock gate = new();
    private readonly Pipe input;
    private readonly PipeWriter output;
    private readonly int resumeAt;
    private LineReader lines;
    private long received;
    private long consumed;
    private long examined;
    private bool isWaiting;
    private bool isFull;
    private WaitEnd? ended;
    private volatile bool isClosing;

    internal Connection(Socket socket, Session session, SyncServerOptions options)
    {
        (this.socket, this.session) = (socket, session);
        lines = new LineReader(options.MaxLineBytes);

        // Input is handled on the thread that received it.
        resumeAt = Math.Max(options.MaxLineBytes, 4 * ReadAtLeast);
        input = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: 2 * resumeAt,
            resumeWriterThreshold: resumeAt,
            minimumSegmentSize: ReadAtLeast,
            useSynchronizationContext: false));
        output = PipeWriter.Create(new NetworkStream(socket, ownsSocket: false));
    }

    /// <summary>Serves the connection until one of both sides ends it.</summary>
    internal async Task RunAsync()
    {
        var filling = FillAsync();
        try
        {
            await ServeAsync().ConfigureAwait(false);
            if (!isClosing && ended is not WaitEnd.ConnectionLost) await SocketSettings.FinishAsync(socket).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            // Disposing a socket that still receives would reset the connection, and the peer would lose our last line.
            await input.Reader.CompleteAsync().ConfigureAwait(false);
            SocketSettings.Shutdown(socket, SocketShutdown.Both);
            await filling.ConfigureAwait(false);
            socket.Dispose();
            session.Dispose();
            waiter.Dispose();
        }
    }

    /// <summary>Ends the connection as soon as the request in progress is answered.</summary>
    internal void Close()
    {
        isClosing = true;
        input.Reader.CancelPendingRead();
    }

    /// <summary>Ends the connection at once.</summary>
    public void Dispose() => socket.Dispose();

    private async Task FillAsync()
    {
        var why = WaitEnd.ConnectionLost;
        try
        {
            for (var turns = 0; ; turns++)
            {
                var receiving = socket.ReceiveAsync(input.Writer.GetMemory(ReadAtLeast), SocketFlags.None, CancellationToken.None);
                turns = await LetOthersGoFirstAsync(turns, receiving.IsCompleted).ConfigureAwait(false);
                var count = await receiving.ConfigureAwait(false);
                if (count == 0) break;
                lock (gate) received += count;
                input.Writer.Advance(count);
                var flushing = input.Writer.FlushAsync();
                if (!flushing.IsCompleted && IsStuck())
                {
                    why = WaitEnd.TooMuchSentAhead;
                    break;
                }

                if ((await flushing.ConfigureAwait(false)).IsCompleted) break;
                lock (gate) isFull = false;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }

        End(why);
        await input.Writer.CompleteAsync().ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        var (isDone, turns) = (false, 0);
        while (!isDone)
        {
            var reading = input.Reader.ReadAsync();
            turns = await LetOthersGoFirstAsync(turns + 1, reading.IsCompleted).ConfigureAwait(false);
            var result = await reading.ConfigureAwait(false);
            var isAll = ServeLines(result.Buffer, out var isPending);
            await output.FlushAsync().ConfigureAwait(false);
            if (isPending)
            {
                AnswerWriter.Write(output, await WaitAsync().ConfigureAwait(false));
                await output.FlushAsync().ConfigureAwait(false);
            }

            isDone = isClosing || session.HasQuit || ended is WaitEnd.TooMuchSentAhead || (isAll && result.IsCompleted);
        }
    }

    private static async ValueTask<int> LetOthersGoFirstAsync(int turns, bool goesOn)
    {
        if (goesOn && turns < TurnsInARow) return turns;
        if (goesOn) await Task.Yield();
        return 0;
    }

    /// <summary>Serves what is there, up to a request that waits; whether that was all.</summary>
    private bool ServeLines(ReadOnlySequence<byte> buffer, out bool isPending)
    {
        isPending = false;
        var (length, isAll) = (buffer.Length, false);
        while (!isPending && !isAll && !session.HasQuit && output.UnflushedBytes < FlushAt)
        {
            var kind = lines.Read(ref buffer, out var line);
            isAll = kind == LineKind.None;
            if (isAll) break;
            waiter.Prepare();
            var answer = kind == LineKind.TooLong ? lines.TooLong : LineDecoder.Execute(session, line, waiter);
            isPending = answer.Kind == AnswerKind.Pending;
            if (!isPending) AnswerWriter.Write(output, answer);
        }

        // What lies behind a request that waits counts as not seen: the pipe must not take more and more of it.
        consumed += length - buffer.Length;
        lock (gate) examined = isAll ? consumed + buffer.Length : consumed;
        input.Reader.AdvanceTo(buffer.Start, isAll ? buffer.End : buffer.Start);
        return isAll;
    }

    private async ValueTask<Answer> WaitAsync()
    {
        // What is answered already, such as a barrier that the last one came to, does not wait, however much was sent ahead.
        var answering = waiter.Task();
        if (answering.IsCompleted) return await answering.ConfigureAwait(false);
        WaitEnd? why;
        lock (gate)
        {
            isWaiting = true;
            if (isFull && received - examined >= resumeAt) ended ??= WaitEnd.TooMuchSentAhead;
            why = ended;
        }

        if (why is { } end) waiter.Abandon(end);
        var answer = await answering.ConfigureAwait(false);
        lock (gate) isWaiting = false;
        return answer;
    }

    /// <summary>Whether the pipe is full while a request waits: nobody would see the end of the peer any more.</summary>
    private bool IsStuck()
    {
        lock (gate)
        {
            isFull = true;
            return isWaiting && received - examined >= resumeAt;
        }
    }

    private void End(WaitEnd why)
    {
        lock (gate)
        {
            ended ??= why;
            if (!isWaiting) return;
        }

        waiter.Abandon(ended.Value);
    }
}
