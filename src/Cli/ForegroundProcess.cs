using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamLib.Cli;

/// <summary>A process in the foreground of this one: it has its terminal, its signals and its exit code.</summary>
internal sealed class ForegroundProcess : IDisposable
{
    private readonly Lock gate = new();
    private readonly Process process;
    private readonly bool hasLifeline;
    private readonly List<PosixSignalRegistration> signals = [];
    private bool isStarted;
    private bool isCancelled;

    /// <summary>Takes over the signals.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="lifeline">Whether its standard input is a pipe that ends with this process, however that ends.</param>
    public ForegroundProcess(string[] command, bool lifeline = false)
    {
        hasLifeline = lifeline;
        process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = lifeline } };
        foreach (var (signal, number) in new[] { (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1) })
            signals.Add(PosixSignalRegistration.Create(signal, context => PassOn(context, number)));
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public async Task<int> RunAsync()
    {
        lock (gate)
        {
            if (isCancelled) return ExitCode.Cancelled;
            // The command itself keeps what this process was started with: under nohup it ignores SIGHUP, too.
            StreamLib.Hosts.DefaultSignals.HearOfEnds();
            process.Start();
            isStarted = true;
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
    }

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        process.Dispose();
    }

    private void PassOn(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        lock (gate)
        {
            isCancelled = true;
            if (!isStarted || process.HasExited) return;
        }

        // A ^C in a terminal has reached the command already, with everything in the foreground.
        if (number != 2 || Console.IsInputRedirected || hasLifeline) _ = Kill(process.Id, number);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
