using System.Diagnostics;
using System.IO.Compression;

namespace StreamLib.Hosts;

/// <summary>Reads what a host sends: a line that says whether it <c>asks</c>; the first of it; and then, as it was told once that was seen, the rest compressed or not.</summary>
internal sealed class FetchedStream(Stream inner, bool? compresses = null) : Stream
{
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _sample = new byte[Compression.Sample];
    private int _sampled;
    private long _begin;
    private Stream? _rest;

    /// <summary>What the host is to be told; empty when it does not ask.</summary>
    public Task<string> Answer => _answer.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_begin == 0)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_rest is not null)
            return await _rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);

        var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _sample.Length - _sampled)], cancellationToken).ConfigureAwait(false);
        buffer[..read].CopyTo(_sample.AsMemory(_sampled));
        _sampled += read;
        if (_sampled == _sample.Length)
        {
            var compress = compresses ?? Compression.Pays(_sample, Stopwatch.GetElapsedTime(_begin));
            _answer.TrySetResult(compress ? "gzip" : "plain");
            _rest = compress ? new GZipStream(inner, CompressionMode.Decompress, leaveOpen: true) : inner;
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _answer.TrySetResult("");
        if (_rest is GZipStream)
            _rest.Dispose();
        base.Dispose(disposing);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var word = new byte[1];
        var asks = false;
        for (var i = 0; await inner.ReadAsync(word, cancellationToken).ConfigureAwait(false) > 0 && word[0] != '\n'; i++)
            asks |= i == 0 && word[0] == 'a';
        _begin = Stopwatch.GetTimestamp();
        if (asks)
            return;
        _answer.TrySetResult("");
        _rest = inner;
    }
}
