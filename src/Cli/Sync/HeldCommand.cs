using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamLib.Cli.Sync;

/// <summary>A command that runs in the foreground of this process: it has its terminal, its signals and its exit code.</summary>
internal sealed class HeldCommand : IDisposable
{
    private const int FileNotFound = 2;
    private readonly Lock gate = new();
    private readonly Process process;
    private readonly List<PosixSignalRegistration> signals = [];
    private bool isStarted;
    private bool isCancelled;

    /// <summary>Takes over the signals.</summary>
    public HeldCommand(string[] command)
    {
        process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) };
        foreach (var (signal, number) in new[] { (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15), (PosixSignal.SIGHUP, 1) })
            signals.Add(PosixSignalRegistration.Create(signal, context => PassOn(context, number)));
    }

    public async Task<int> RunAsync()
    {
        lock (gate)
        {
            if (isCancelled) return ExitCode.Cancelled;
            Start();
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

    private void Start()
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ToolException("SL4107", $"{process.StartInfo.FileName}: {e.Message}. The lock is given back.")
            {
                ExitCode = e.NativeErrorCode == FileNotFound ? ExitCode.NotFound : ExitCode.NotExecutable,
            };
        }
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
        if (number != 2 || Console.IsInputRedirected) _ = Kill(process.Id, number);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
