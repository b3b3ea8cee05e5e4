using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>Reads what <c>check.sh</c> says.</summary>
internal static class HostCheckText
{
    public static HostCheck Read(HostCheck check, string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var left = new List<Leftover>();
        foreach (var line in lines)
        {
            var words = line.Split(' ', 3);
            switch (words)
            {
                case ["shell", var shell, ..]: check = check with { Shell = shell }; break;
                case ["cache", var size]: check = check with { CacheBytes = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : 0 }; break;
                case ["left", var job, var folder]: left.Add(new(job, folder)); break;
                case ["elsewhere", var job, var folder] when !left.Exists(l => l.Folder == folder): left.Add(new(job, folder, IsJudged: false)); break;
                case ["process", var pid, ..] when left.Count > 0: Change(left, l => l with { Processes = l.Processes.Add(new(int.Parse(pid, CultureInfo.InvariantCulture), words.Length > 2 ? words[2].Trim() : "")) }); break;
                case ["undo", ..] when left.Count > 0: Change(left, l => l with { Undos = l.Undos.Add(line["undo ".Length..]) }); break;
                case ["found", var pid, ..] when left.Count > 0: Done(left, $"ended process {pid}: {(words.Length > 2 ? words[2].Trim() : "")}"); break;
                case ["denied", var pid] when left.Count > 0: Done(left, $"may not end process {pid}"); break;
                case ["done", ..] when left.Count > 0: Done(left, $"ran '{line["done ".Length..]}'"); break;
                case ["failed", var status, var what] when left.Count > 0: Done(left, $"ran with exit status {status}: {what}"); break;
                case ["stays", ..] when left.Count > 0: Done(left, "could not remove all of its folder"); break;
                case ["removed", ..] when left.Count > 0: Change(left, l => l with { IsRemoved = true, Done = l.Done.Add("removed its folder") }); break;
            }
        }

        return check with { Leftovers = [.. left], Holders = HostHold.Parse(text).Others };
    }

    private static void Done(List<Leftover> left, string what) => Change(left, l => l with { Done = l.Done.Add(what) });

    private static void Change(List<Leftover> left, Func<Leftover, Leftover> change) => left[^1] = change(left[^1]);
}
