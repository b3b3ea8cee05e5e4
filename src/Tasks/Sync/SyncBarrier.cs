using System.Globalization;
using Microsoft.Build.Framework;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>Waits until so many parties have come to a barrier. Projects that meet are to be built at the same time (<c>-m</c>, or <c>BuildInParallel</c>).</summary>
[MSBuildMultiThreadableTask]
public sealed class SyncBarrier : SyncTask
{
    /// <summary>The barrier.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>How many parties meet there: a number; where the build runs in a test also <c>all</c> or <c>role:NAME</c>.</summary>
    [Required]
    public string Count { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task AskAsync(ISync sync, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sync);
        // Who takes part in a build is known only when it is over.
        if (sync is SyncClient { Scope: BuildServer.Scope } && !int.TryParse(Count, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new SyncException(SyncError.Usage, $"barrier {Name}", $"'{Count}' is no COUNT for the projects of a build: write how many of them meet, a number from 1");
        try
        {
            await sync.Barrier(Name, Count, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException late) when (late.Error == SyncError.Timeout)
        {
            throw new SyncException(
                late.Error, late.Request, $"{late.Reason}. Projects that meet are to be built at the same time: with -m, or by an MSBuild task with BuildInParallel.", late);
        }
    }
}
