namespace StreamLibTesting;

/// <summary>Runs processes for tests: outputs captured, time bounded, nothing left running.</summary>
public static class Shell
{
    /// <summary>Runs a program and waits for its end, whatever its exit code.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments, each passed on as it is.</param>
    /// <param name="options">How to run it; default: <see cref="ShellOptions.Default"/>.</param>
    /// <param name="cancellationToken">Kills the process and all that it started.</param>
    /// <exception cref="TimeoutException">It ran longer than <see cref="ShellOptions.Timeout"/>, and was killed with all that it started.</exception>
    public static async Task<Ran> RunAsync(
        string file, IEnumerable<string> arguments, ShellOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var running = Start(file, arguments, options);
        return await running.WaitAsync(cancellationToken);
    }

    /// <summary>Runs a script with <c>sh -c</c> and waits for its end, whatever its exit code.</summary>
    /// <inheritdoc cref="RunAsync"/>
    /// <param name="script">The script.</param>
    /// <param name="options">How to run it; default: <see cref="ShellOptions.Default"/>.</param>
    /// <param name="cancellationToken">Kills the process and all that it started.</param>
    public static Task<Ran> ScriptAsync(string script, ShellOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("/bin/sh", ["-c", script], options, cancellationToken);

    /// <summary>Starts a program and returns at once.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments, each passed on as it is.</param>
    /// <param name="options">How to run it; default: <see cref="ShellOptions.Default"/>.</param>
    /// <returns>The process; disposing it kills it and all that it started.</returns>
    public static Running Start(string file, IEnumerable<string> arguments, ShellOptions? options = null) =>
        new(file, [.. arguments], options ?? ShellOptions.Default);
}
