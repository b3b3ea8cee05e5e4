using System.Text.Json;
using System.Text.Json.Nodes;
using StreamLib.Events;
using StreamLib.Hosts;
using StreamLib.Sync;

namespace StreamLib.Jobs;

/// <summary>How a person gets into the sync server of a running job: a file in its folder that only its user can read, there as long as the job runs.</summary>
internal sealed class SyncDoor : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string file;
    private readonly AtProcessExit exit;

    private SyncDoor(string file)
    {
        this.file = file;
        exit = new AtProcessExit(Remove);
    }

    /// <summary>Writes the file. A disk that refuses it, or cannot keep it from others, costs the door, not the run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="scope">The scope of its test. Its log tells a person who watches a wait how to take a hand; its control token is written nowhere else.</param>
    public static SyncDoor Open(JobContext job, IJobScope scope)
    {
        var door = new SyncDoor(job.Tree.SyncFile);
        try
        {
            door.Write(new JsonObject { ["address"] = $"{scope.EndPoint}", ["scope"] = scope.Name, ["token"] = scope.ControlToken }.ToJsonString() + "\n");
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

    /// <summary>Reads what <see cref="Open"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static (string Address, string Scope, string Token) Read(string file)
    {
        try
        {
            var entry = JsonNode.Parse(File.ReadAllText(file));
            return (Text(entry, "address"), Text(entry, "scope"), Text(entry, "token"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Takes the file away.</summary>
    public void Dispose()
    {
        exit.Dispose();
        Remove();
    }

    private static string Text(JsonNode? entry, string name) =>
        entry?[name]?.GetValue<string>() ?? throw new InvalidDataException($"it has no {name}");

    private void Write(string text)
    {
        var unfinished = $"{Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}")}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        File.Delete(unfinished);
        try
        {
            using (var stream = new FileStream(unfinished, options))
            {
                if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & ~OwnerOnly) != 0)
                    throw new IOException("this file system lets others read what it holds");
                using var writer = new StreamWriter(stream);
                writer.Write(text);
            }

            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private void Remove()
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its token ends with the job.
        }
    }
}
