using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamLib.Sync;

/// <summary>A connection over two FIFOs of its own, which are announced at the door of a relay.</summary>
/// <remarks>It waits for data as a socket does, without a thread. Its end is that of the connection, even when the process is killed.</remarks>
internal sealed class FifoStream : Stream
{
    private readonly PipeStream input;
    private readonly PipeStream output;

    private FifoStream(SafeFileHandle input, SafeFileHandle output) =>
        (this.input, this.output) = (Pipe(PipeDirection.In, input), Pipe(PipeDirection.Out, output));

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Announces a connection at the door and waits until the relay has taken it.</summary>
    /// <exception cref="IOException">There are no FIFOs of a relay, or none can be made.</exception>
    internal static async Task<FifoStream> OpenAsync(string door, CancellationToken ct)
    {
        var announcement = Path.Combine(door, "door");
        if (OperatingSystem.IsWindows() || !File.Exists(announcement)) throw new IOException($"there is no FIFO {announcement}");
        var name = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        var folder = Path.Combine(door, name);
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var (write, read) = (Make(folder, "in"), Make(folder, "out"));
            using (var bell = new FileStream(await OpenAsync(announcement, FileAccess.Write, ct).ConfigureAwait(false), FileAccess.Write, bufferSize: 0))
                bell.Write(System.Text.Encoding.ASCII.GetBytes($"open {name}\n"));
            return await OpenAsync(write, read, ct).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => input.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => output.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
            output.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<FifoStream> OpenAsync(string write, string read, CancellationToken ct)
    {
        var output = await OpenAsync(write, FileAccess.Write, ct).ConfigureAwait(false);
        try
        {
            return new FifoStream(await OpenAsync(read, FileAccess.Read, ct).ConfigureAwait(false), output);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    // Opening one side of a FIFO takes until somebody opens the other, and nothing ends that but this: opening it for both.
    private static async Task<SafeFileHandle> OpenAsync(string fifo, FileAccess access, CancellationToken ct)
    {
        var opening = Task.Factory.StartNew(
            () => File.OpenHandle(fifo, FileMode.Open, access, FileShare.ReadWrite), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await opening.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            File.OpenHandle(fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            (await opening.ConfigureAwait(false)).Dispose();
            throw;
        }
    }

    private static string Make(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return MakeFifo(path, 0x180) == 0 ? path : throw new IOException($"the FIFO {path} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static AnonymousPipeClientStream Pipe(PipeDirection direction, SafeFileHandle handle)
    {
        var pipe = new SafePipeHandle(handle.DangerousGetHandle(), ownsHandle: true);
        handle.SetHandleAsInvalid();
        return new AnonymousPipeClientStream(direction, pipe);
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
