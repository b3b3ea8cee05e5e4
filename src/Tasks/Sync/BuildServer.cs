using System.Collections;
using System.Reflection;
using Microsoft.Build.Framework;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>The sync server that a build runs for as long as it lasts: one for all its projects, targets and nodes.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">Its token, which opens scopes for jobs and gives control of the scope of the build.</param>
internal sealed record BuildServer(string Address, string Token)
{
    /// <summary>The scope in which the targets of the build meet.</summary>
    public const string Scope = "build";

    // MSBuild builds a target of a project with the same properties once in a build, whoever asks, on whatever node: that is what makes the server the only one.
    private static readonly string s_project = Path.ChangeExtension(Assembly.GetExecutingAssembly().Location, null) + ".SyncServer.proj";

    /// <summary>The server of the build that a task belongs to. The first who asks starts it.</summary>
    /// <exception cref="SyncException">It could not be started.</exception>
    public static BuildServer Of(StreamTask task)
    {
        var engine = (IBuildEngine6)task.BuildEngine;
        var properties = engine.GetGlobalProperties().Keys.ToArray();
        var build = engine.BuildProjectFilesInParallel([s_project], ["Serve"], [new Hashtable()], [properties], [null!], returnTargetOutputs: true);
        return build.Result && build.TargetOutputsPerProject is [var outputs] && outputs.TryGetValue("Serve", out var items) && items is [var door]
            ? Read(door.ItemSpec)
            : throw new SyncException(SyncError.Closed, "the sync server of the build", "it could not be started");
    }

    private static BuildServer Read(string door)
    {
        try
        {
            var (address, _, token) = DoorFile.Read(door);
            return new BuildServer(address, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SyncException(SyncError.Closed, "the sync server of the build", e.Message, e);
        }
    }
}
