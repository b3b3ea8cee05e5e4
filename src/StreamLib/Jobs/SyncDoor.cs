using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>How a person gets into the sync server of a running job: a file in its folder that only its user can read, there as long as the job runs.</summary>
internal sealed class SyncDoor : IDisposable
{
    private readonly string file;
    private readonly AtProcessExit exit;

    private SyncDoor(string file)
    {
        this.file = file;
        exit = new AtProcessExit(() => DoorFile.Remove(file));
    }

    /// <summary>Writes the file. A disk that refuses it, or cannot keep it from others, costs the door, not the run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="scope">The scope of its test. Its log tells a person who watches a wait how to take a hand; its control token is written nowhere else.</param>
    public static SyncDoor Open(JobContext job, IJobScope scope)
    {
        var door = new SyncDoor(job.Tree.SyncFile);
        try
        {
            DoorFile.Write(door.file, $"{scope.EndPoint}", scope.Name, scope.ControlToken);
            scope.Hint($"to look, or to take a hand: {WayIn(job)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            job.Log(LogSource.Controller, $"nobody can join the sync server by hand: {job.Tree.SyncFile} could not be written: {e.Message}", LogLevel.Warning);
        }

        return door;
    }

    /// <summary>What a person types to see who waits for whom.</summary>
    public static string WayIn(JobContext job) => $"dotnet streams sync --attach {ShellQuote.Word(job.Tree.Root)} status";

    /// <summary>Takes the file away.</summary>
    public void Dispose()
    {
        exit.Dispose();
        DoorFile.Remove(file);
    }
}
