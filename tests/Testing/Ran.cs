namespace StreamLibTesting;

/// <summary>A process that has ended, and what it wrote.</summary>
/// <param name="CommandLine">What was run, for messages.</param>
/// <param name="ExitCode">Its exit code; 128 plus the number of the signal when one ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Time">How long it ran.</param>
public sealed record Ran(string CommandLine, int ExitCode, string Output, string Error, TimeSpan Time)
{
    /// <summary>The lines of <see cref="Output"/> that are not empty.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Returns this when the exit code is 0.</summary>
    /// <exception cref="InvalidOperationException">It is another; the message has both outputs.</exception>
    public Ran EnsureSuccess() => ExitCode == 0 ? this : throw new InvalidOperationException($"Expected exit code 0 of {this}");

    /// <summary>The command line, the exit code and both outputs.</summary>
    public override string ToString() =>
        $"{CommandLine}\nexit code {ExitCode} after {Time.TotalSeconds:0.0} s\n--- stdout\n{Output}\n--- stderr\n{Error}";
}
