using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>Reads how a command ended from what the shell there calls it in its list of jobs.</summary>
internal static class CommandEnding
{
    private static readonly Dictionary<string, string> s_signals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Hangup"] = "HUP",
        ["Interrupt"] = "INT",
        ["Quit"] = "QUIT",
        ["Illegal instruction"] = "ILL",
        ["Trace/breakpoint trap"] = "TRAP",
        ["Aborted"] = "ABRT",
        ["Abort"] = "ABRT",
        ["Bus error"] = "BUS",
        ["Floating point exception"] = "FPE",
        ["Arithmetic exception"] = "FPE",
        ["Killed"] = "KILL",
        ["User defined signal 1"] = "USR1",
        ["Segmentation fault"] = "SEGV",
        ["User defined signal 2"] = "USR2",
        ["Broken pipe"] = "PIPE",
        ["Alarm clock"] = "ALRM",
        ["Terminated"] = "TERM",
        ["CPU time limit exceeded"] = "XCPU",
        ["Cputime limit exceeded"] = "XCPU",
        ["File size limit exceeded"] = "XFSZ",
        ["Bad system call"] = "SYS",
    };

    /// <summary>Reads <c>Done</c>, <c>Done(3)</c>, <c>Exit 3</c>, <c>Killed</c> or <c>Segmentation fault (core dumped)</c>.</summary>
    public static (int? ExitCode, string? Signal) Parse(string job)
    {
        // bash goes on with the name of the function.
        var text = job.Replace("_sl_command", "", StringComparison.Ordinal).Replace("(core dumped)", "", StringComparison.Ordinal).Trim();
        if (text == "Done")
            return (0, null);

        var digits = text.StartsWith("Done(", StringComparison.Ordinal) ? text["Done(".Length..].TrimEnd(')') : text.StartsWith("Exit ", StringComparison.Ordinal) ? text["Exit ".Length..] : "";
        if (int.TryParse(digits.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return (code, null);

        return (null, s_signals.GetValueOrDefault(text, text));
    }
}
