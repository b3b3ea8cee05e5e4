using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>A process that was still there when all should have ended.</summary>
/// <param name="Pid">Its number on the host.</param>
/// <param name="Command">Its command line, up to 200 characters.</param>
public sealed record SweptProcess(int Pid, string Command);

/// <summary>What a sweep found.</summary>
/// <param name="Killed">The processes that it ended.</param>
/// <param name="MayNotKill">The processes that this user may not end: they still run.</param>
/// <param name="Forced">Those of <paramref name="Killed"/> that took KILL.</param>
public sealed record SweepReport(ImmutableArray<SweptProcess> Killed, ImmutableArray<SweptProcess> MayNotKill, ImmutableArray<SweptProcess> Forced)
{
    /// <summary>Whether nothing was left.</summary>
    public bool IsEmpty => Killed.IsEmpty && MayNotKill.IsEmpty;

    internal static SweepReport Parse(string text)
    {
        var found = new List<SweptProcess>();
        var forced = new HashSet<int>();
        var denied = new HashSet<int>();
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', 3);
            if (words.Length < 2 || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;

            if (words[0] == "found")
                found.Add(new(pid, words.Length > 2 ? words[2].Trim() : ""));
            else if (words[0] == "forced")
                forced.Add(pid);
            else if (words[0] == "denied")
                denied.Add(pid);
        }

        return new([.. found.Where(p => !denied.Contains(p.Pid))], [.. found.Where(p => denied.Contains(p.Pid))], [.. found.Where(p => forced.Contains(p.Pid))]);
    }
}
