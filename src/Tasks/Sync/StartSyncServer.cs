using Microsoft.Build.Framework;

namespace StreamLib.Tasks;

/// <summary>Makes sure that the sync server of the build runs, and gives the project a token there: in STREAMLIB_SYNC and STREAMLIB_TOKEN of its later tasks, <c>Exec</c> included.</summary>
/// <remarks>The server lasts as long as the build, whatever its projects, targets and nodes. Where the environment of the build names a sync server already, that one is used.</remarks>
[MSBuildMultiThreadableTask]
public sealed class StartSyncServer : StreamTask
{
    /// <summary>What the other parties call this project; by default its file name, and what tells it from others of that name.</summary>
    public string? Party { get; set; }

    /// <summary>Where the server listens, as in <c>127.0.0.1:4711</c>.</summary>
    [Output]
    public string Address { get; private set; } = "";

    /// <inheritdoc/>
    protected override void Run(CancellationToken cancellationToken) =>
        Address = BuildParty.OfAsync(this, Given(Party), cancellationToken).GetAwaiter().GetResult().Address;
}
