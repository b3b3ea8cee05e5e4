using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>A task that takes part in what the projects of a build, or the streams of a test, agree on. While it waits, the node builds other projects.</summary>
public abstract class SyncTask : StreamTask
{
    /// <summary>What the other parties call this project; by default its file name, and what tells it from others of that name.</summary>
    public string? Party { get; set; }

    /// <summary>How long to wait, as in <c>90s</c>; <c>10m</c> by default.</summary>
    public string Timeout { get; set; } = "10m";

    /// <inheritdoc/>
    protected sealed override void Run(CancellationToken cancellationToken)
    {
        var timeout = Duration.Parse(Timeout);
        var party = BuildParty.OfAsync(this, Given(Party), cancellationToken).GetAwaiter().GetResult();
        WaitFor(AskAsync(party, timeout, cancellationToken));
    }

    /// <summary>Makes the request.</summary>
    /// <param name="sync">The server.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    protected abstract Task AskAsync(ISync sync, TimeSpan timeout, CancellationToken cancellationToken);

    private async Task AskAsync(BuildParty party, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var sync = await SyncClient.ConnectAsync(party.Address, party.Token, cancellationToken).ConfigureAwait(false);
        await using var _ = sync.ConfigureAwait(false);
        await AskAsync(sync, timeout, cancellationToken).ConfigureAwait(false);
    }
}
