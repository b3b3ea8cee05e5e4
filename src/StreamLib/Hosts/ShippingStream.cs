using System.Diagnostics;
using System.IO.Compression;

namespace StreamLib.Hosts;

/// <summary>Writes to a host that says <c>go</c>, takes the first of it for a trial, and says <c>got</c>: after that it is known whether all is better compressed.</summary>
internal sealed class ShippingStream(bool canUnzip, bool? compresses = null) : Stream
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _got = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _sample = new byte[Compression.Sample];
    private int _sampled;
    private Stream _inner = Null;
    private Stream? _rest;

    /// <summary>Whether it is compressed.</summary>
    public bool Compresses => _rest is GZipStream;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Where all is written to.</summary>
    public ShippingStream To(Stream stream)
    {
        _inner = stream;
        return this;
    }

    /// <summary>Takes all that the host said so far.</summary>
    public void Hear(string said)
    {
        if (said.StartsWith("go\n", StringComparison.Ordinal))
            _go.TrySetResult();
        if (said.StartsWith("go\ngot\n", StringComparison.Ordinal))
            _got.TrySetResult();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var first = Math.Min(buffer.Length, _sample.Length - _sampled);
        if (first > 0)
        {
            buffer[..first].CopyTo(_sample.AsMemory(_sampled));
            _sampled += first;
            buffer = buffer[first..];
        }

        if (_rest is null && _sampled == _sample.Length)
            _rest = await DecideAsync(cancellationToken).ConfigureAwait(false);
        if (buffer.Length > 0)
            await _rest!.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    /// <summary>Ends what was compressed; what it was written to stays open.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Compresses)
            await _rest!.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Stream> DecideAsync(CancellationToken cancellationToken)
    {
        await _go.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var begin = Stopwatch.GetTimestamp();
        await _inner.WriteAsync(_sample, cancellationToken).ConfigureAwait(false);
        await _inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        await _got.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var compress = canUnzip && (compresses ?? Compression.Pays(_sample, Stopwatch.GetElapsedTime(begin)));
        await _inner.WriteAsync(compress ? "gzip\n"u8.ToArray() : "plain\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var all = compress ? new GZipStream(_inner, CompressionLevel.Fastest, leaveOpen: true) : _inner;
        await all.WriteAsync(_sample, cancellationToken).ConfigureAwait(false);
        return all;
    }
}
