using System.Text;

namespace StreamLib.Hosts;

/// <summary>Splits what comes from a host into what a command wrote, untouched, and the marks around it: what runs from the nonce of the session to the end of its line.</summary>
/// <param name="stream">What comes from there.</param>
/// <param name="nonce">The nonce of the session.</param>
/// <param name="over">Cancelled when nothing more is to be expected: then the stream counts as ended, even where something holds its
/// other end.</param>
internal sealed class MarkReader(Stream stream, string nonce, CancellationToken over)
{
    // Most commands write little, and there may be many of them.
    private const int Smallest = 2 * 1024;
    private const int Largest = 128 * 1024;

    private readonly byte[] _needle = Encoding.ASCII.GetBytes($"@{nonce} ");
    private byte[] _buffer = new byte[Smallest];
    // In the middle of a flood the next bytes are there in a moment, and to wait for them on the spot costs a fraction of a turn of the pool, the threads of which spin
    // between turns. For few at a time: what waits so holds a thread.
    private const int Flood = 16 * 1024;
    private static readonly SemaphoreSlim s_floods = new(Math.Max(1, Environment.ProcessorCount / 2));
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(200);

    private int _read;
    private bool _wasFull;
    private int _start;
    private int _end;

    /// <summary>Hands all up to the next mark to <paramref name="payload"/>.</summary>
    /// <returns>The text of the mark; <c>null</c> when the stream ended before one.</returns>
    public async ValueTask<string?> ReadAsync(Func<ReadOnlyMemory<byte>, ValueTask> payload, CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf(_needle);
            var ready = at >= 0 ? at : _end - _start - Held();
            if (ready > 0)
            {
                await payload(_buffer.AsMemory(_start, ready)).ConfigureAwait(false);
                _start += ready;
            }

            if (at >= 0 && TakeMark() is { } mark)
                return mark;

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_end > _start)
                    await payload(_buffer.AsMemory(_start, _end - _start)).ConfigureAwait(false);
                _start = _end;
                return null;
            }
        }
    }

    private string? TakeMark()
    {
        var from = _start + _needle.Length;
        var length = _buffer.AsSpan(from, _end - from).IndexOf((byte)'\n');
        if (length < 0)
            return null;

        _start = from + length + 1;
        return Encoding.UTF8.GetString(_buffer, from, length);
    }

    // How many of the last bytes may be the beginning of a mark.
    private int Held()
    {
        var text = _buffer.AsSpan(_start, _end - _start);
        for (var length = Math.Min(_needle.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(_needle.AsSpan(0, length)))
                return length;
        }

        return 0;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        if ((_wasFull || _end == _buffer.Length) && _buffer.Length < Largest)
        {
            Array.Resize(ref _buffer, _buffer.Length * 4 < Largest ? _buffer.Length * 4 : Largest);
            // Much comes: the fewer turns it takes, the better.
            if (_buffer.Length == Largest) Descriptors.Widen(stream, Largest);
        }

        if (_end == _buffer.Length)
            return false;

        int read;
        try
        {
            AwaitFlood();
            var reading = stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            read = await (reading.IsCompleted ? reading.AsTask() : AwaitAsync(reading.AsTask(), cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }

        _read = read;
        _end += read;
        _wasFull = _end == _buffer.Length;
        return read > 0;
    }

    // A read of a pipe may notice no token.
    private async Task<int> AwaitAsync(Task<int> reading, CancellationToken cancellationToken)
    {
        using var both = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over) : null;
        try
        {
            return await reading.WaitAsync(both?.Token ?? over).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What is there already still counts.
            await Task.WhenAny(reading, Task.Delay(s_late, CancellationToken.None)).ConfigureAwait(false);
            return reading.IsCompleted ? await reading.ConfigureAwait(false) : 0;
        }
    }

    private void AwaitFlood()
    {
        if (_buffer.Length < Largest || _read < Flood || !s_floods.Wait(0)) return;
        try
        {
            Descriptors.AwaitData(stream, s_moment);
        }
        finally
        {
            s_floods.Release();
        }
    }
}
