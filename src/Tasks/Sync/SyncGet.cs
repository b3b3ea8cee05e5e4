using Microsoft.Build.Framework;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>Waits until a key is there, and gives its value to the build.</summary>
[MSBuildMultiThreadableTask]
public sealed class SyncGet : SyncTask
{
    /// <summary>The key.</summary>
    [Required]
    public string Key { get; set; } = "";

    /// <summary>The value.</summary>
    [Output]
    public string Value { get; private set; } = "";

    /// <inheritdoc/>
    protected override async Task AskAsync(ISync sync, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sync);
        Value = await sync.Get(Key, timeout, cancellationToken).ConfigureAwait(false);
    }
}
