using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace StreamLib.Hosts;

/// <summary>What Linux does with open files that .NET has no words for.</summary>
internal static class Descriptors
{
    private const int SocketLevel = 1;
    private const int Rights = 1;

    /// <summary>Hands an open file to the process at the other end of a socket, with a byte that it travels with.</summary>
    public static bool Send(SafeHandle socket, SafeHandle file)
    {
        var word = IntPtr.Size;
        // Headers as Linux has them: their lengths are words, and what is sent along begins at a whole one.
        var (data, part, control, header) = (0, word, 3 * word, (3 * word) + (2 * word) + 8);
        var memory = Marshal.AllocHGlobal(header + (7 * word));
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            for (var at = 0; at < header + (7 * word); at += word) Marshal.WriteIntPtr(memory, at, 0);
            Marshal.WriteIntPtr(memory, part, memory + data);
            Marshal.WriteIntPtr(memory, part + word, 1);
            Marshal.WriteIntPtr(memory, control, word + 8 + sizeof(int));
            Marshal.WriteInt32(memory, control + word, SocketLevel);
            Marshal.WriteInt32(memory, control + word + 4, Rights);
            Marshal.WriteInt32(memory, control + word + 8, (int)file.DangerousGetHandle());
            Marshal.WriteIntPtr(memory, header + (2 * word), memory + part);
            Marshal.WriteIntPtr(memory, header + (3 * word), 1);
            Marshal.WriteIntPtr(memory, header + (4 * word), memory + control);
            Marshal.WriteIntPtr(memory, header + (5 * word), word + 8 + word);
            return SendMessage(socket, memory + header, 0) == 1;
        }
        finally
        {
            if (added) file.DangerousRelease();
            Marshal.FreeHGlobal(memory);
        }
    }

    /// <summary>Lets a pipe hold so many bytes, where that is allowed.</summary>
    public static void Widen(Stream stream, int bytes)
    {
        const int SetPipeSize = 1031;
        if (OperatingSystem.IsLinux() && stream is PipeStream pipe) _ = Control(pipe.SafePipeHandle, SetPipeSize, bytes);
    }

    /// <summary>Waits on the spot until a pipe has something to read, or its end; for so long at most.</summary>
    public static void AwaitData(Stream stream, TimeSpan most)
    {
        const short Readable = 1;
        if (!OperatingSystem.IsLinux() || stream is not PipeStream pipe) return;
        var added = false;
        var file = pipe.SafePipeHandle;
        try
        {
            file.DangerousAddRef(ref added);
            var polled = new Polled { File = (int)file.DangerousGetHandle(), Events = Readable };
            _ = Poll(ref polled, 1, (int)most.TotalMilliseconds);
        }
        finally
        {
            if (added) file.DangerousRelease();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Events;
        public short Found;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Poll(ref Polled polled, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Control(SafeHandle file, int command, nint argument);

    [DllImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint SendMessage(SafeHandle socket, nint message, int flags);
}
