using Microsoft.Build.Framework;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>Stores a value of one line under a key, for the other projects of the build.</summary>
[MSBuildMultiThreadableTask]
public sealed class SyncSet : SyncTask
{
    /// <summary>The key.</summary>
    [Required]
    public string Key { get; set; } = "";

    /// <summary>The value; empty by default.</summary>
    public string Value { get; set; } = "";

    /// <inheritdoc/>
    protected override Task AskAsync(ISync sync, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sync);
        return sync.Set(Key, Value, cancellationToken);
    }
}
