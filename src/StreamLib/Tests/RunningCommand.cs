using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using StreamLib.Hosts;

namespace StreamLib.Tests;

/// <summary>A command line that a nested test has started on its own machine.</summary>
public sealed class RunningCommand : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly string line;
    private readonly NestedContext context;
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task readers;
    private readonly long started = Stopwatch.GetTimestamp();
    private bool disposed;

    private RunningCommand(string line, NestedContext context)
    {
        (this.line, this.context) = (line, context);
        // A session of its own: a signal to it reaches all that it has started.
        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", line])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = context.WorkingDirectory ?? "",
        };
        // Inside a process that a build has started; one of its own is apart already.
        if (context.CommandEnvironment is not null) OuterBuild.SeparateFrom(start.Environment);
        foreach (var (name, value) in context.CommandEnvironment ?? ImmutableSortedDictionary<string, string>.Empty) start.Environment[name] = value;
        process = Started(start);
        Pid = process.Id;
        process.StandardInput.Close();
        readers = Task.WhenAll(ReadAsync(process.StandardOutput, output, context.Console), ReadAsync(process.StandardError, error, context.Console));
    }

    /// <summary>Its process id, which is that of its session, too.</summary>
    public int Pid { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => disposed || process.HasExited;

    /// <summary>What it has written to standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    internal static RunningCommand Start(string line, NestedContext context) => new(line, context);

    /// <summary>Waits until it has ended.</summary>
    /// <param name="cancellationToken">Stops it: TERM, and KILL after 5 seconds.</param>
    public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default) => context.InTimeAsync(WaitUntilAsync, cancellationToken);

    private async Task<CommandResult> WaitUntilAsync(CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }

        return await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Asks it to end (TERM), insists after 5 seconds (KILL), and waits until it has ended. Does nothing when it has ended already.</summary>
    public async Task StopAsync()
    {
        if (HasEnded) return;
        await SignalAsync("TERM").ConfigureAwait(false);
        using var grace = new CancellationTokenSource(Grace);
        try
        {
            await process.WaitForExitAsync(grace.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await SignalAsync("KILL").ConfigureAwait(false);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        process.Dispose();
    }

    private Process Started(ProcessStartInfo start)
    {
        try
        {
            return DefaultSignals.Start(start);
        }
        catch (Win32Exception e)
        {
            throw CommandException.NotStarted(line, StartFailure.Of(e));
        }
    }

    private async Task<CommandResult> EndAsync()
    {
        // A daemon that it left may hold its outputs for ever; what the command itself wrote is there at once.
        await Task.WhenAny(readers, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        lock (output)
            lock (error)
                return new()
                {
                    Line = line,
                    Host = Environment.MachineName,
                    ExitCode = process.ExitCode,
                    Output = output.ToString(),
                    Error = error.ToString(),
                    Duration = Stopwatch.GetElapsedTime(started),
                };
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -s {signal} -- -{Pid} 2>/dev/null")]);
        await kill.WaitForExitAsync().ConfigureAwait(false);
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text, TextWriter log)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (text) text.AppendLine(line);
            await log.WriteLineAsync(line).ConfigureAwait(false);
        }
    }
}
