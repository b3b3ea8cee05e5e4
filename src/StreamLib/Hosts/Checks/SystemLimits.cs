namespace StreamLib.Hosts;

/// <summary>Names the limit of a system that the words of a program tell of.</summary>
internal static class SystemLimits
{
    private static readonly (string[] Words, string Limit)[] s_limits =
    [
        ([": Cannot fork", "can't fork", "cannot fork", "fork: ",
            "Resource temporarily unavailable"],
            "The limit on processes is reached: that of the user (ulimit -u), or pids.max of its container or service."),
        (["Too many open files in system"], "The limit on open files of the whole system is reached (fs.file-max)."),
        (["Too many open files"], "The limit on open files is reached (ulimit -n)."),
        (["Argument list too long"],
            "The limit on the size of a command with its environment is reached (128 KiB for one variable; ulimit -s)."),
        (["Cannot allocate memory", "out of memory"],
            "The memory is used up, or the limit on it is reached (ulimit -v, or that of a container)."),
    ];

    /// <summary>The sentence about the limit, with a space before it; empty when the words tell of none.</summary>
    public static string In(string words)
    {
        var found = s_limits.FirstOrDefault(limit => limit.Words.Any(word => words.Contains(word, StringComparison.Ordinal))).Limit;
        return found is null ? "" : $" {found}";
    }
}
