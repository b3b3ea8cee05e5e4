using System.CommandLine;

namespace StreamLib.Cli.Sync;

/// <summary><c>sync</c>: a command for each request of the sync protocol.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var target = new TargetOptions();
        var command = new NotedCommand("sync", "Sends one request to a sync server: that of a build that runs, or one that stands alone.", """
            Examples:
              dotnet streams sync --attach results/latest status
              dotnet streams sync --attach results/latest --as client2/1-NetPerf barrier setup all 60
              dotnet streams sync get server_ip        in a nested test, where STREAMLIB_SYNC and STREAMLIB_TOKEN are set

            Standard output has the answer and nothing else.

            Exit codes:
              0    done
              1    refused: broken, mismatch, duplicate, denied, limit or closed
              2    wrong usage
              3    the server cannot be reached, or was lost
              4    the time was over
              130  cancelled
            """);
        target.AddTo(command);
        foreach (var form in RequestForm.All) command.Subcommands.Add(form.Verb == "lock" ? LockCommand.For(form, target) : RequestCommand.For(form, target));
        return command;
    }
}
