// Runs programs that must not outlive this build. The program gets a pipe as its standard input and ends in good order when that
// ends: so it does when this process asks for it, and also when this process is killed.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

/// Runs a program to its end with its output on this console. Answers its exit code, or 130 when the build was asked to end meanwhile.
int RunHeld(DirectoryPath folder, string program, params IEnumerable<string> arguments)
{
    using var end = new EndOfBuild();
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullPath, RedirectStandardInput = true });
    using var hold = end.Hold(process);
    process.WaitForExit();
    return end.IsRequested ? 130 : process.ExitCode;
}

sealed class EndOfBuild : IDisposable
{
    readonly object gate = new();
    readonly PosixSignalRegistration[] signals;
    readonly int launcher = Parent();
    Process held;

    public EndOfBuild() =>
        signals = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)).ToArray();

    public bool IsRequested { get; private set; }

    /// From now until the answer is disposed there is a process to end.
    public IDisposable Hold(Process process)
    {
        lock (gate)
        {
            held = process;
            if (IsRequested) process.StandardInput.Close();
        }

        // `dotnet cake` is two processes. The outer one hands on SIGTERM, but SIGKILL and SIGHUP end it alone.
        var watch = IsDotnet(launcher) ? new Timer(_ => { if (Parent() != launcher && !IsRequested) Request(PosixSignal.SIGHUP); }, null, 1000, 1000) : null;
        return new Release(() =>
        {
            lock (gate) held = null;
            watch?.Dispose();
        });
    }

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
    }

    void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Request(context.Signal);
    }

    // The first request ends the pipe. A second one is handed on; a ^C need not be, since it goes to every process of the terminal.
    void Request(PosixSignal signal)
    {
        lock (gate)
        {
            var isFirst = !IsRequested;
            IsRequested = true;
            if (held == null) return;
            if (isFirst) held.StandardInput.Close();
            else if (signal != PosixSignal.SIGINT) Process.Start("sh", ["-c", $"kill -TERM {held.Id}"]).WaitForExit();
        }
    }

    static bool IsDotnet(int id) => System.IO.File.Exists($"/proc/{id}/comm") && System.IO.File.ReadAllText($"/proc/{id}/comm").Trim() == "dotnet";

    static int Parent() => System.IO.File.Exists("/proc/self/stat") ? int.Parse(System.IO.File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[1]) : 0;

    sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
