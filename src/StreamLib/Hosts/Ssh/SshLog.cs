using System.Text;

namespace StreamLib.Hosts;

/// <summary>
/// What one ssh client reports of itself. The client writes that into a file beside its socket (<c>-E</c>), so that neither the banner of a
/// server nor what the host prints can be taken for it.
/// </summary>
internal sealed class SshLog : IDisposable
{
    // A client reports a few lines; more than this can only be a server that makes it report again and again.
    private const int Longest = 256 * 1024;

    private readonly FileStream file;

    private SshLog(FileStream file) => this.file = file;

    /// <summary>The file that belongs to the connection with this socket.</summary>
    public static string PathOf(string socket) => $"{socket}.log";

    /// <summary>Makes the file, which only this user can read, before the client opens it.</summary>
    public static SshLog Create(string socket)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(new FileStream(PathOf(socket), options));
    }

    /// <summary>What was reported so far; empty when nothing was.</summary>
    public string Read()
    {
        var bytes = new byte[Longest];
        try
        {
            return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file.SafeFileHandle, bytes, 0));
        }
        catch (ObjectDisposedException)
        {
            // The connection was closed meanwhile: what it ended with is known.
            return "";
        }
    }

    /// <summary>Takes its name away, once the client has it open: what a killed process leaves has no file in it.</summary>
    public void Unlink() => File.Delete(file.Name);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
