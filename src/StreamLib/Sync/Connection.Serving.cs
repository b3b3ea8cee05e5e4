using System.Buffers;
using System.Net.Sockets;

namespace StreamLib.Sync;

/// <summary>How lines are served and answers go out.</summary>
internal sealed partial class Connection : IThreadPoolWorkItem
{
    private const int FlushAt = 16 * 1024;
    private volatile bool isAnswered;

    void IThreadPoolWorkItem.Execute() => Serve();

    /// <summary>The waiter has its answer. This is the thread of another one, who completed it: the answer is sent, but nothing else is served.</summary>
    internal void Answered()
    {
        lock (gate)
        {
            isAnswered = true;
            if (!isWaiting) return;
            isWaiting = false;
        }

        SendAnswer();
    }

    /// <summary>Serves what is there, up to a request that waits. Only who made the connection busy calls this.</summary>
    private void Serve()
    {
        var output = new AnswerBuffer(stackalloc byte[512]);
        var line = new LineDecoder(stackalloc char[LineDecoder.ShortLine]);
        try
        {
            while (ServeNext(ref line, ref output))
            {
            }
        }
#pragma warning disable CA1031 // One connection never ends the server.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            listener.Failed(exception);
            End();
        }
        finally
        {
            line.Dispose();
            output.Dispose();
        }
    }

    /// <summary>Serves one line, or sends the answers when there is none; whether to go on.</summary>
    private bool ServeNext(ref LineDecoder line, ref AnswerBuffer output)
    {
        bool isOver;
        var kind = LineKind.None;
        lock (gate)
        {
            if (session.IsKnown) input.Longest = longestLine;
            isOver = isClosing || session.HasQuit || ended is WaitEnd.TooMuchSentAhead;
            if (!isOver && output.Length < FlushAt)
            {
                kind = input.Take(out var bytes);
                if (kind == LineKind.Line) line.Decode(bytes);
            }

            if (kind == LineKind.None && output.Length == 0 && TryRest()) return false;
        }

        if (kind != LineKind.None) return Execute(kind, ref line, ref output);
        if (output.Length > 0) return Flush(ref output);
        End();
        return false;
    }

    private bool Execute(LineKind kind, ref LineDecoder line, ref AnswerBuffer output)
    {
        isAnswered = false;
        var answer = kind == LineKind.TooLong ? input.TooLong : line.Execute(session, waiter);
        if (answer.Kind == AnswerKind.Pending)
        {
            if (!isAnswered && !Flush(ref output, thenWaits: true)) return false;
            if (!HasAnswer()) return false;
            answer = waiter.Answer;
        }

        AnswerWriter.Write(ref output, answer);
        return true;
    }

    /// <summary>Whether the answer is there already; if not, whoever brings it goes on.</summary>
    private bool HasAnswer()
    {
        WaitEnd? why;
        lock (gate)
        {
            if (isAnswered) return true;
            isWaiting = true;
            if (input.IsFull) ended ??= WaitEnd.TooMuchSentAhead;
            why = ended;
            if (why is null) Resume();
        }

        if (why is { } end) waiter.Abandon(end);
        return false;
    }

    /// <summary>Sends the answer that was waited for. What else is there is served by a thread of its own.</summary>
    private void SendAnswer()
    {
        var output = new AnswerBuffer(stackalloc byte[256]);
        AnswerWriter.Write(ref output, waiter.Answer);
        var isSent = Flush(ref output);
        output.Dispose();
        if (!isSent) return;
        lock (gate)
        {
            if (TryRest()) return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sends what is written; when the socket does not take all of it, a task sends the rest and serves on, and the answer is <c>false</c>.</summary>
    private bool Flush(ref AnswerBuffer output, bool thenWaits = false)
    {
        var bytes = output.Written;
        output.Clear();
        if (bytes.IsEmpty) return true;
        var (count, error) = Sent(bytes);
        if (count == bytes.Length) return true;
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            lock (gate) ended ??= WaitEnd.ConnectionLost;
            return true;
        }

        var rest = ArrayPool<byte>.Shared.Rent(bytes.Length - count);
        bytes[count..].CopyTo(rest);
        _ = SendRestAsync(rest, bytes.Length - count, thenWaits);
        return false;
    }

    private async Task SendRestAsync(byte[] rest, int count, bool thenWaits)
    {
        try
        {
            // Who called must be gone when this one serves on.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            for (var sent = 0; sent < count;) sent += await socket.SendAsync(rest.AsMemory(sent, count - sent), SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            lock (gate) ended ??= WaitEnd.ConnectionLost;
        }

        ArrayPool<byte>.Shared.Return(rest);
        if (!thenWaits) Serve();
        else if (HasAnswer()) SendAnswer();
    }

    private (int Count, SocketError Error) Sent(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var count = socket.Send(bytes, SocketFlags.None, out var error);
            return error == SocketError.Success ? (count, error) : (0, error);
        }
        catch (ObjectDisposedException)
        {
            return (0, SocketError.OperationAborted);
        }
    }

    /// <summary>Under the lock: stops serving when there is nothing to serve and nothing has ended; what comes then is served by who watches.</summary>
    private bool TryRest()
    {
        if (!input.IsSearched || ended is not null || isClosing || session.HasQuit) return false;
        isBusy = false;
        input.Rest();
        Resume();
        return true;
    }

    /// <summary>Under the lock: watches again when there is room again.</summary>
    private void Resume()
    {
        if (!isPaused) return;
        isPaused = false;
        ThreadPool.UnsafeQueueUserWorkItem(static watch => watch.Run(), watch, preferLocal: false);
    }
}
