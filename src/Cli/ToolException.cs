using StreamLib.Plans;

namespace StreamLib.Cli;

/// <summary>Something that the tool cannot do as it was asked to.</summary>
/// <param name="code">Its stable code.</param>
/// <param name="message">What, which, why, and the way out.</param>
internal sealed class ToolException(string code, string message) : StreamLibException(code, message)
{
    /// <summary>What the process ends with; wrong usage by default.</summary>
    public int ExitCode { get; init; } = Cli.ExitCode.Usage;
}
