using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>How a nested test comes to its sync server.</summary>
internal static class NestedSync
{
    /// <summary>Connects. In a job its token says who it is; by hand it says so itself, and which streams there are, so that barriers of <c>all</c> and <c>role:</c> wait for them.</summary>
    /// <exception cref="SyncException">Nobody listens there, or the token is not known there.</exception>
    public static async Task<SyncClient> ConnectAsync(NestedTest test, NestedContext context, string address, CancellationToken cancellationToken)
    {
        if (!context.IsByHand) return await SyncClient.ConnectAsync(address, context.SyncToken, cancellationToken).ConfigureAwait(false);
        var token = context.SyncToken.Length > 0 ? context.SyncToken : "-";
        var party = $"{context.Stream}/{test.GetType().Name}";
        var client = await SyncClient.ConnectAsync(address, token, $" {party}", cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var stream in context.Streams.All) await client.Ask("stream", stream.Name, $" {stream.Role}", cancellationToken).ConfigureAwait(false);
            // Once more: now its stream is known there.
            await client.Ask("hello", name: null, $" {token} {party}", cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
