using System.Text.RegularExpressions;

namespace StreamLib.Plans;

/// <summary>Refuses lists of hosts that did not arrive: "no hosts" means this machine, which is not what somebody meant who gave a
/// list.</summary>
internal static partial class GivenHosts
{
    /// <summary>The environment variable that holds the hosts where a run is given none.</summary>
    public const string Variable = "STREAM_HOSTS";

    // What people write for it. STREAM_NAME_HOST is something else: the host of a stream.
    private static readonly string[] s_slips = ["STREAM_HOST", "STREAMS_HOSTS", "STREAMLIB_HOSTS", "STREAMHOSTS"];

    /// <summary>The list that an option is given.</summary>
    /// <param name="option">The option as its user writes it, as in <c>--hosts</c>.</param>
    /// <param name="text">What it is given; <c>null</c> when it is not there.</param>
    /// <exception cref="PlanException">It is there, and blank.</exception>
    public static string? Checked(string option, string? text) =>
        text is null || !string.IsNullOrWhiteSpace(text) ? text
            : throw new PlanException("SL1130", $"{option} is empty. {WaysOut(option)}");

    /// <summary>What is wrong with a list that is not blank, and names no host; <c>null</c> when nothing is.</summary>
    /// <param name="text">The list.</param>
    public static PlanGap? Empty(string text) => text.Trim().Length > 0 && text.All(c => c is ',' or ';' || char.IsWhiteSpace(c))
        ? new PlanGap("SL1130", $"The list of hosts '{text.Trim()}' names no host. {WaysOut("the option")}")
        : null;

    /// <summary>What is wrong with a host that MSBuild, a pipeline or a shell was to put in first; <c>null</c> when nothing is.</summary>
    /// <param name="host">The host as it is written. The line of an exec host is for a shell, which replaces it later.</param>
    public static PlanGap? Unexpanded(string host) =>
        !host.Contains("exec:", StringComparison.Ordinal) && Reference().Match(host) is { Success: true } found
        ? new PlanGap("SL1131", $"The list of hosts contains '{found.Value}' as it is: nothing replaced it with a value. "
            + "Azure Pipelines leaves $(NAME) as it is where there is no variable NAME; a shell leaves it in single quotes; "
            + "MSBuild leaves it in what a target passes on as text (%24(NAME)). Set the variable, or leave the option out.")
        : null;

    /// <summary>The variables of the environment that look like a slip of <see cref="Variable"/>.</summary>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    public static PlanGap? Misspelt(Func<string, string?> variable) =>
        s_slips.FirstOrDefault(name => variable(name) is { Length: > 0 }) is { } slip
        ? new PlanGap("SL1133", $"The environment variable {slip} is set, and nothing reads it. Did you mean {Variable}?")
        : null;

    private static string WaysOut(string option) =>
        $"Give at least one host, as in ssh:h1, or leave {option} out to run all streams on this machine.";

    // $(NAME), ${NAME}, ${{ NAME }} and $NAME; %NAME% of Windows. A zone of an address (%eth0) is none of them.
    [GeneratedRegex(@"\$\(\w[\w.]*\)|\$\{\{?[^}]*\}?\}|(?<=^|[,;:\s])\$[A-Za-z_]\w*|(?<=^|[,;:\s])%[A-Za-z_]\w*%")]
    private static partial Regex Reference();
}
