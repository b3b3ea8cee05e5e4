using System.Diagnostics;

namespace StreamLibTesting;

/// <summary>A process that a test started. Disposing it kills it and all that it started.</summary>
public sealed class Running : IAsyncDisposable
{
    // What a process leaves running may hold its outputs open after its end.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly ShellOptions options;
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Capture output;
    private readonly Capture error;

    internal Running(string file, IReadOnlyList<string> arguments, ShellOptions options)
    {
        this.options = options;
        CommandLine = string.Join(' ', [file, .. arguments]);
        process = StreamLib.Hosts.DefaultSignals.Start(StartInfo(file, arguments, options));
        Id = process.Id;
        output = new Capture(process.StandardOutput);
        error = new Capture(process.StandardError);
        process.StandardInput.AutoFlush = true;
        try
        {
            process.StandardInput.Write(options.Input);
            if (!options.KeepInputOpen)
                process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input.
        }
    }

    /// <summary>What was started, for messages.</summary>
    public string CommandLine { get; }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>What it wrote to standard output until now.</summary>
    public string Output => output.Text;

    /// <summary>What it wrote to standard error until now.</summary>
    public string Error => error.Text;

    /// <summary>Writes to its standard input.</summary>
    /// <param name="text">The text, passed on as it is.</param>
    public Task SendAsync(string text) => process.StandardInput.WriteAsync(text);

    /// <summary>Sends it a signal, and to nothing that it started.</summary>
    /// <param name="signal">The name of the signal, such as <c>TERM</c> or <c>KILL</c>.</param>
    public Task SignalAsync(string signal) => Shell.RunAsync("/bin/kill", ["-s", signal, $"{Id}"]);

    /// <summary>Waits until it has written a text to one of its outputs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="within">How long to wait at most; default: 20 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The text did not come in time, or the process ended without it.</exception>
    public async Task WaitForOutputAsync(string text, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var limit = within ?? TimeSpan.FromSeconds(20);
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var ended = output.HasEnded && error.HasEnded;
            if (Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal))
                return;
            if (ended || Stopwatch.GetElapsedTime(since) > limit)
                throw new TimeoutException($"'{text}' was not written {(ended ? "before the end" : $"within {limit.TotalSeconds:0.#} s")}: {State(-1)}");
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="cancellationToken">Kills it and all that it started.</param>
    /// <exception cref="TimeoutException">It ran longer than <see cref="ShellOptions.Timeout"/>, and was killed with all that it started.</exception>
    public async Task<Ran> WaitAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = options.Timeout - Stopwatch.GetElapsedTime(started);
        limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"Killed after {options.Timeout.TotalSeconds:0.#} s: {State(-1)}");
        }

        await Task.WhenAny(Task.WhenAll(output.End, error.End), Task.Delay(OutputGrace, cancellationToken));
        return State(process.ExitCode);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(OutputGrace));
        process.Dispose();
    }

    private Ran State(int exitCode) => new(CommandLine, exitCode, Output, Error, Stopwatch.GetElapsedTime(started));

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or AggregateException)
        {
            // It, or something that it started, ended at this very moment.
        }
    }

    private static ProcessStartInfo StartInfo(string file, IReadOnlyList<string> arguments, ShellOptions options)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = options.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options.Environment)
            info.Environment[name] = value;
        return info;
    }
}
