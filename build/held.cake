// Runs programs that must not outlive this build. The program gets a pipe as its standard input and ends in good order when that
// ends: so it does when this process asks for it, and also when this process is killed.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

/// Runs a program to its end with its output on this console. Answers its exit code, or 130 when the build was asked to end meanwhile.
int RunHeld(DirectoryPath folder, string program, params IEnumerable<string> arguments)
{
    using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullPath, RedirectStandardInput = true } };
    using var end = new EndOfBuild(process);
    process.Start();
    end.Watch();
    process.WaitForExit();
    return end.IsRequested ? 130 : process.ExitCode;
}

sealed class EndOfBuild : IDisposable
{
    readonly Process process;
    readonly PosixSignalRegistration[] signals;
    readonly ManualResetEventSlim started = new();
    readonly int launcher = Parent();
    Timer launcherWatch;
    int requests;

    public EndOfBuild(Process process)
    {
        this.process = process;
        signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)).ToArray();
    }

    public bool IsRequested => requests > 0;

    /// From now on there is a process to end. `dotnet cake` is two processes: the outer one hands on SIGTERM, but dies alone of SIGKILL and SIGHUP.
    public void Watch()
    {
        started.Set();
        if (IsDotnet(launcher)) launcherWatch = new Timer(_ => { if (Parent() != launcher && requests == 0) Request(PosixSignal.SIGHUP); }, null, 1000, 1000);
    }

    public void Dispose()
    {
        launcherWatch?.Dispose();
        foreach (var signal in signals) signal.Dispose();
    }

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Request(context.Signal);
    }

    // The first request ends the pipe. A ^C reaches the process by itself, as it goes to the whole terminal: so a second one need not be handed on.
    void Request(PosixSignal signal)
    {
        started.Wait();
        if (Interlocked.Increment(ref requests) == 1) process.StandardInput.Close();
        else if (signal != PosixSignal.SIGINT) Process.Start("sh", ["-c", $"kill -TERM {process.Id}"]).WaitForExit();
    }

    static bool IsDotnet(int id) => System.IO.File.Exists($"/proc/{id}/comm") && System.IO.File.ReadAllText($"/proc/{id}/comm").Trim() == "dotnet";

    static int Parent() => System.IO.File.Exists("/proc/self/stat") ? int.Parse(System.IO.File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[1]) : 0;
}
