using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamLib.Hosts;
using StreamLib.Results;

namespace StreamLib.Cli.Hosts;

/// <summary>What was found of hosts, as a table with what needs more words below it.</summary>
internal static class CheckTable
{
    private static readonly string[] Head = ["host", "usable", "key", "system", "shell", ".NET", "sync", "clock", "cache"];

    public static string Of(ImmutableArray<HostCheck> checks)
    {
        string[][] rows = [Head, .. checks.Select(Row)];
        var text = new StringBuilder();
        foreach (var line in TextTable.Lines(rows).Concat(checks.SelectMany(Notes))) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string[] Row(HostCheck check) =>
    [
        check.Host.Name,
        check.IsUsable ? "yes" : "NO",
        check.Key ?? "-",
        check.Facts?.System ?? "-",
        check.Shell.Length > 0 ? Path.GetFileName(check.Shell) : "-",
        check.Runtime.Length > 0 ? check.Runtime : "-",
        check.Sync.Length > 0 ? check.Sync : "-",
        check.Clock is var (offset, uncertainty) ? string.Create(CultureInfo.InvariantCulture, $"{offset.TotalMilliseconds:+0.0;-0.0;0.0} ms \u00b1 {uncertainty.TotalMilliseconds:0.0}") : "-",
        check.IsUsable ? string.Create(CultureInfo.InvariantCulture, $"{check.CacheBytes / 1024.0 / 1024.0:0.0} MiB") : "-",
    ];

    private static IEnumerable<string> Notes(HostCheck check)
    {
        var name = check.Host.Name;
        if (check.Error is { } error) yield return error.Text;
        if (check.Sessions is { } sessions and < 10)
            yield return $"{name}: a connection takes {sessions} {(sessions == 1 ? "session" : "sessions")} at once "
                + "(MaxSessions of its sshd): further connections are opened for more";
        foreach (var holder in check.Holders) yield return $"{name}: {holder} {(holder.Exclusive ? "holds it for itself" : "uses it")}";
        var unseen = check.Leftovers.Count(left => !left.IsJudged);
        if (unseen > 0) yield return $"{name}: {unseen} more {(unseen == 1 ? "folder of a job, which" : "folders of jobs, which")} may run elsewhere: that cannot be seen from there. --json names {(unseen == 1 ? "it" : "them")}: what belongs to no job that runs can be removed by hand";
        foreach (var left in check.Leftovers.Where(left => left.IsJudged))
        {
            yield return $"{name}: job {left.Job} has ended and left {left.Folder}{(left.IsRemoved ? "" : "; --clean removes it")}";
            foreach (var process in left.Processes) yield return $"  a process, {process.Pid}: {process.Command}";
            foreach (var undo in left.Undos) yield return $"  a change to undo: {undo}";
            foreach (var done in left.Done) yield return $"  {done}";
        }
    }
}
