using System.Net.Sockets;
using StreamLib.Sync;

namespace StreamLib.Cli.Sync;

/// <summary>A sync server, and who comes.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">What is shown there; <c>null</c> when there is none.</param>
/// <param name="Introduction">What follows the token: <c> as PARTY</c>, <c> NAME</c>, or nothing.</param>
internal sealed record SyncTarget(string Address, string? Token, string Introduction)
{
    // A sync server greets at once; whatever else listens there may never say a word.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The results folder that led here.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether this party, as the server calls it, is one by its connection alone: so only on a server that stands alone.</summary>
    public bool EndsWithItsConnection(string party) =>
        !Introduction.StartsWith(" as ", StringComparison.Ordinal) && (Introduction.Length > 0 || party.StartsWith("anon-", StringComparison.Ordinal));

    public async Task<SyncClient> ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await SyncClient.ConnectAsync(Address, Token ?? "-", Introduction, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var silence = new IOException($"nobody has answered for {Patience.TotalSeconds:0} s; is that a sync server?");
            throw new SyncException(SyncError.Closed, $"connect to {Address}", silence.Message, silence);
        }
        catch (SyncException e) when (Folder is not null && e.InnerException is SocketException or IOException)
        {
            throw RunningJob.Gone(Folder!, e.InnerException.Message);
        }
        catch (SyncException e) when (e.Error == SyncError.Denied && Folder is not null)
        {
            throw RunningJob.Gone(Folder, "another server listens where it was");
        }
        catch (SyncException e) when (e.Error == SyncError.Denied && Token is null)
        {
            throw new SyncException(e.Error, e.Request, $"the server at {Address} wants a token: give --token-file FILE, or set {TokenOptions.Variable}", e);
        }
    }
}
