using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>The names of signals that a step can be sent.</summary>
internal static class SignalName
{
    // Those that kill knows by name on every host.
    private static readonly ImmutableArray<string> s_all =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "SYS",
    ];

    /// <summary>Reads <c>HUP</c> or <c>SIGHUP</c>, in upper or lower case.</summary>
    /// <returns>The name as kill has it: <c>HUP</c>.</returns>
    /// <exception cref="PlanException">There is no such signal.</exception>
    public static string Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WrongIn(text) is { } wrong ? throw new PlanException("SL1090", wrong) : Bare(text);
    }

    /// <summary>Why this is the name of no signal; <c>null</c> when it is one.</summary>
    public static string? WrongIn(string text) =>
        s_all.Contains(Bare(text)) ? null : $"'{text}' is no signal that can be sent to a step. Write one of: {string.Join(", ", s_all)}.";

    private static string Bare(string text)
    {
        var name = text.Trim().ToUpperInvariant();
        return name.StartsWith("SIG", StringComparison.Ordinal) ? name["SIG".Length..] : name;
    }

    /// <summary>Whether it holds a process up, or lets it go on: half of what a step has started would be of no use then.</summary>
    public static bool IsPausing(string name) => name is "STOP" or "TSTP" or "TTIN" or "TTOU" or "CONT";

    /// <summary>Whether it may be meant to end what it is sent to.</summary>
    public static bool MayEnd(string name) => !IsPausing(name) && name is not ("CHLD" or "URG" or "WINCH");
}
