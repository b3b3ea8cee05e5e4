namespace StreamLib.Hosts;

/// <summary>Where one of the outputs of a command goes.</summary>
internal sealed class OutputSink(Stream? raw, Action<string>? onLine, Flood? flood = null, OpenLine? open = null)
{
    private readonly LineSplitter? _lines = onLine is null ? null : new(onLine, flood, open);
    private readonly TailText? _text = raw is null && onLine is null ? new(1024 * 1024) : null;

    /// <summary>What it wrote, when nothing else received it.</summary>
    public string Text => _text?.ToString() ?? "";

    public async ValueTask AddAsync(ReadOnlyMemory<byte> bytes)
    {
        // A file that is not asynchronous would hand each piece to another thread, and that one would block as well.
        if (raw is FileStream { IsAsync: false } file)
            file.Write(bytes.Span);
        else if (raw is not null)
            await raw.WriteAsync(bytes).ConfigureAwait(false);
        if (_lines is not null)
        {
            using var piece = flood?.Piece();
            _lines.Add(bytes.Span);
        }

        _text?.Add(bytes.Span);
    }

    public async ValueTask EndAsync()
    {
        if (raw is not null)
            await raw.FlushAsync().ConfigureAwait(false);
        _lines?.End();
    }
}
