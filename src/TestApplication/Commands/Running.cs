using StreamLib.Results;

namespace StreamLib.Commands;

/// <summary>A job of this process, in front of a person.</summary>
internal static class Running
{
    /// <summary>Runs it with a live view on standard output.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<JobOptions, Task<JobResult>> run, JobOptions options)
    {
        // The run itself writes past that.
        options = options with { Sinks = [new LiveText(Console.Out)] };
        using var console = options.InProcess ? new InProcessConsole() : null;
        var result = await run(options).ConfigureAwait(false);
        foreach (var problem in result.Problems) await Console.Error.WriteLineAsync($"warning: {problem}").ConfigureAwait(false);
        return result.ExitCode;
    }
}
