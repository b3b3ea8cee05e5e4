using StreamLib.Events;
using StreamLib.Sync;

namespace StreamLib.Cli.Sync;

/// <summary>Finds the sync server of a job that runs, by its results folder.</summary>
internal static class RunningJob
{
    /// <summary>The address, and the control token.</summary>
    public static (string Address, string Token) DoorOf(string folder)
    {
        var tree = new ResultTree(Path.GetFullPath(folder));
        try
        {
            var (address, _, token) = DoorFile.Read(tree.SyncFile);
            return (address, token);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw File.Exists(tree.IdFile) ? Ended(folder) : NoJob(folder, tree);
        }
        catch (InvalidDataException)
        {
            throw new ToolException("SL4103", $"--attach {folder}: {tree.SyncFile} is not what a running job writes there.") { ExitCode = ExitCode.Refused };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException("SL4103", $"--attach {folder}: {tree.SyncFile} cannot be read: {e.Message} Only the user who runs the job may take a hand.") { ExitCode = ExitCode.Refused };
        }
    }

    /// <summary>The error when nobody answers at the address that a folder holds: its job was killed before it could take the file away.</summary>
    public static ToolException Gone(string folder, string why) => new(
        "SL4103",
        $"--attach {folder}: its sync server does not answer ({why}): the job was killed, or runs on another machine than this, {Environment.MachineName}.")
    {
        ExitCode = ExitCode.Unreachable,
    };

    private static ToolException Ended(string folder) => new(
        "SL4103",
        $"--attach {folder}: this job has ended, and its sync server with it; job.log there tells how. Only a job that runs can be joined.")
    {
        ExitCode = ExitCode.Unreachable,
    };

    private static ToolException NoJob(string folder, ResultTree tree)
    {
        var latest = File.Exists(Path.Combine(tree.Root, "latest", "id")) ? $" Its last job is {Path.Combine(folder, "latest")}." : "";
        return new ToolException("SL4103", $"--attach {folder}: this is no folder with the results of a job.{latest} It is results/latest, or the folder that --results named.");
    }
}
