using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamLib.Cli.Sync;

/// <summary>A command that runs in the foreground of this process: it has its terminal, its signals and its exit code.</summary>
internal sealed class HeldCommand(string[] command) : IDisposable
{
    private const int FileNotFound = 2;
    private readonly List<PosixSignalRegistration> signals = [];

    public async Task<int> RunAsync()
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) };
        foreach (var (signal, number) in new[] { (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1) })
            signals.Add(PosixSignalRegistration.Create(signal, context => PassOn(context, process, number)));
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ToolException("SL4107", $"{command[0]}: {e.Message}. The lock is given back.") { ExitCode = e.NativeErrorCode == FileNotFound ? ExitCode.NotFound : ExitCode.NotExecutable };
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode;
    }

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
    }

    private static void PassOn(PosixSignalContext context, Process process, int number)
    {
        context.Cancel = true;
        // A ^C in a terminal has reached the command already, with everything in the foreground.
        if (number == 2 && !Console.IsInputRedirected) return;
        try
        {
            if (!process.HasExited) _ = Kill(process.Id, number);
        }
        catch (InvalidOperationException)
        {
            // It has not been started yet, or has just ended.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
