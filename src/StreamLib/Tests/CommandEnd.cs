using System.Globalization;
using StreamLib.Hosts;

namespace StreamLib.Tests;

/// <summary>How a command of a nested test ended, and what it wrote.</summary>
/// <param name="Line">The command line.</param>
/// <param name="ExitCode">Its exit status; above 128 when a signal ended it.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record CommandEnd(string Line, int ExitCode, string Output, string Error)
{
    /// <summary>Returns this when the exit status is 0.</summary>
    /// <exception cref="CommandException">It is not.</exception>
    public CommandEnd EnsureSucceeded() => ExitCode == 0
        ? this
        : throw new CommandException("SL3001", string.Create(CultureInfo.InvariantCulture, $"'{Line}' ended with exit status {ExitCode}{Why}"));

    private string Why => (Last(Error) ?? Last(Output)) is { } line ? $": {line}" : "";

    private static string? Last(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
