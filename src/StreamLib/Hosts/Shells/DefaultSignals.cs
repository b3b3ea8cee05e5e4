using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamLib.Hosts;

/// <summary>Starts processes with the signals that init gives a process: none ignored, none blocked.</summary>
/// <remarks>What is ignored or blocked passes to a child, and a shell can undo neither: with SIGCHLD ignored it never sees an end.
/// This process keeps what it was given: under <c>nohup</c> it goes on ignoring SIGHUP.</remarks>
internal static class DefaultSignals
{
    private const int Signals = 64;
    private const int SetMask = 2;
    private const nint Ignored = 1;

    // Room for the kernel's and each C library's form of a set of signals and of an action; the handler comes first in the latter.
    private const int ActionSize = 256;
    private const int SetSize = 128;

    private static readonly Lock s_gate = new();
    private static readonly Lazy<bool> s_hearsOfEnds = new(Unblock);

    // A function of the C library that does nothing with a number: what is handled instead of ignored is set to the default in a child.
    private static readonly Lazy<nint> s_nothing = new(() =>
        NativeLibrary.GetExport(NativeLibrary.Load("libc", typeof(DefaultSignals).Assembly, DllImportSearchPath.SafeDirectories), "abs"));

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        if (!OperatingSystem.IsLinux()) return Process.Start(start)!;
        HearOfEnds();
        lock (s_gate)
        {
            var (none, mask) = (new byte[SetSize], new byte[SetSize]);
            _ = SetSignalMask(SetMask, ref none[0], ref mask[0]);
            var ignored = HandleIgnored();
            try
            {
                return Process.Start(start)!;
            }
            finally
            {
                foreach (var (signal, action) in ignored) IgnoreAgain(signal, action);
                _ = SetSignalMask(SetMask, ref mask[0], ref none[0]);
            }
        }
    }

    /// <summary>Lets this process hear of the ends of its children, and of requests to end, where these signals are blocked.</summary>
    public static void HearOfEnds()
    {
        if (OperatingSystem.IsLinux()) _ = s_hearsOfEnds.Value;
    }

    private static List<(int Signal, byte[] Action)> HandleIgnored()
    {
        var ignored = new List<(int, byte[])>();
        for (var signal = 1; signal <= Signals; signal++)
        {
            var action = new byte[ActionSize];
            if (GetAction(signal, 0, ref action[0]) != 0 || MemoryMarshal.Read<nint>(action) != Ignored) continue;
            ignored.Add((signal, (byte[])action.Clone()));
            MemoryMarshal.Write(action, s_nothing.Value);
            _ = SetAction(signal, ref action[0], 0);
        }

        return ignored;
    }

    // The runtime may have begun to handle it meanwhile: that stays.
    private static void IgnoreAgain(int signal, byte[] action)
    {
        var meanwhile = new byte[ActionSize];
        if (ExchangeAction(signal, ref action[0], ref meanwhile[0]) == 0 && MemoryMarshal.Read<nint>(meanwhile) != s_nothing.Value)
            _ = SetAction(signal, ref meanwhile[0], 0);
    }

    // The runtime hears of both by a signal; one thread that does not block it is enough.
    private static bool Unblock()
    {
        var mask = new byte[SetSize];
        if (GetSignalMask(SetMask, 0, ref mask[0]) != 0 || mask.AsSpan().IndexOfAnyExcept((byte)0) < 0) return true;
        var thread = new Thread(() =>
        {
            var (none, before) = (new byte[SetSize], new byte[SetSize]);
            _ = SetSignalMask(SetMask, ref none[0], ref before[0]);
            Thread.Sleep(Timeout.Infinite);
        });
        (thread.IsBackground, thread.Name) = (true, "signals");
        thread.Start();
        return true;
    }

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAction(int signal, nint action, ref byte before);

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAction(int signal, ref byte action, nint before);

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ExchangeAction(int signal, ref byte action, ref byte before);

    // Of the calling thread.
    [DllImport("libc", EntryPoint = "sigprocmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSignalMask(int how, ref byte mask, ref byte before);

    [DllImport("libc", EntryPoint = "sigprocmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetSignalMask(int how, nint mask, ref byte before);
}
