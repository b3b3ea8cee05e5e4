using System.Runtime.InteropServices;
using System.Text;

namespace StreamLib.Shared;

/// <summary>Standard output and standard error whose state changes nothing: what cannot be written, because they are closed, their disk is
/// full or their reader has gone, is left out.</summary>
/// <remarks>Compiled into each front end that writes to a console.</remarks>
internal static class SafeConsole
{
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private static readonly Lock s_gate = new();
    private static bool isInstalled;

    /// <summary>Lets the writers of <see cref="Console"/> be such, once. Those that a program has set itself are asked first.</summary>
    public static void Install()
    {
        lock (s_gate)
        {
            if (isInstalled) return;
            isInstalled = true;
            Console.SetOut(Safe(1, () => Console.Out));
            Console.SetError(Safe(2, () => Console.Error));
        }
    }

    private static TextWriter Safe(int descriptor, Func<TextWriter> writer)
    {
        try
        {
            return IsOurs(descriptor) ? new Writer(writer()) : TextWriter.Null;
        }
        catch (Exception e) when (IsOfConsole(e))
        {
            return TextWriter.Null;
        }
    }

    // Where it was closed, the runtime has opened something of its own under the number; what a process was given is never closed on exec.
    private static bool IsOurs(int descriptor) =>
        OperatingSystem.IsWindows() || (GetDescriptorFlags(descriptor, GetFlags) is var flags && flags >= 0 && (flags & CloseOnExec) == 0);

    private static bool IsOfConsole(Exception e) =>
        e is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException;

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetDescriptorFlags(int descriptor, int command);

    private sealed class Writer(TextWriter to) : TextWriter
    {
        public override Encoding Encoding => to.Encoding;

        public override void Write(char value) => Try(writer => writer.Write(value));

        public override void Write(char[] buffer, int index, int count) => Try(writer => writer.Write(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void Write(string? value) => Try(writer => writer.Write(value));

        public override void WriteLine() => Try(writer => writer.WriteLine());

        public override void WriteLine(string? value) => Try(writer => writer.WriteLine(value));

        public override void Flush() => Try(writer => writer.Flush());

        private void Try(Action<TextWriter> write)
        {
            try
            {
                write(to);
            }
            catch (Exception e) when (IsOfConsole(e))
            {
                // The next one may succeed: a full disk can have room again.
            }
        }
    }
}
