using System.Globalization;

namespace StreamLib.Sync;

/// <summary>How a client reaches its server: over TCP, or over FIFOs on a host that no tunnel leads back from.</summary>
internal abstract record SyncAddress
{
    private const string FifoPrefix = "fifo:";

    /// <summary>The address that was written.</summary>
    internal static SyncAddress Parse(string text)
    {
        if (text.StartsWith(FifoPrefix, StringComparison.Ordinal) && Path.IsPathRooted(text.AsSpan(FifoPrefix.Length)))
            return new Fifo(text[FifoPrefix.Length..]);
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is 0 or > 65535)
            throw new SyncException(SyncError.Usage, $"connect to {text}", "an address is HOST:PORT, as in 127.0.0.1:4711, or fifo:PATH");
        return new Tcp(text[..colon].Trim('[', ']'), port);
    }

    internal abstract Task<ClientConnection> ConnectAsync(CancellationToken ct);

    internal sealed record Tcp(string Host, int Port) : SyncAddress
    {
        internal override Task<ClientConnection> ConnectAsync(CancellationToken ct) => ClientConnection.OpenAsync(Host, Port, ct);

        public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");
    }

    internal sealed record Fifo(string Door) : SyncAddress
    {
        internal override async Task<ClientConnection> ConnectAsync(CancellationToken ct) =>
            ClientConnection.Over(await FifoStream.OpenAsync(Door, ct).ConfigureAwait(false));

        public override string ToString() => FifoPrefix + Door;
    }
}
