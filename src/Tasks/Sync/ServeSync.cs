using Microsoft.Build.Framework;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>Starts the sync server of a build in the node that runs this; it ends when the build does. Only <c>StreamLib.Tasks.SyncServer.proj</c> calls it, once in a build.</summary>
[MSBuildMultiThreadableTask]
public sealed class ServeSync : StreamTask
{
    /// <summary>The file that tells this user, and nobody else, the address and the token.</summary>
    [Output]
    public string Door { get; private set; } = "";

    /// <inheritdoc/>
    protected override void Run(CancellationToken cancellationToken)
    {
        var server = LivingServer.Start();
        ((IBuildEngine4)BuildEngine).RegisterTaskObject(new Key(server.Door), server, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        Door = server.Door;
        Log.LogMessage(MessageImportance.Low, "{0}", $"The sync server of this build listens on {server.Address}. To look, or to take a hand: dotnet streams sync --attach {Path.GetDirectoryName(server.Door)} status");
    }

    private sealed record Key(string Door);
}
