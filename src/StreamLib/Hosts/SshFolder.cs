using System.Globalization;
using System.Net.Sockets;

namespace StreamLib.Hosts;

/// <summary>The folders on this machine that hold the sockets of connections: <c>streamlib-ssh-PID-…</c> in the folder for temporary files.</summary>
internal static class SshFolder
{
    private const string Prefix = "streamlib-ssh-";

    // One that is younger may belong to a process that this one cannot see, and hold no socket yet.
    private static readonly TimeSpan s_settled = TimeSpan.FromMinutes(2);

    private static readonly Lazy<bool> s_cleared = new(() => Clear(Root));

    /// <summary>Makes one. The first call of a process removes what killed processes have left.</summary>
    public static string Make()
    {
        _ = s_cleared.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}");
        var folder = Path.Combine(Root, name);
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>Removes one and what is in it, if there is anything.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It holds at most a dead socket.
        }
    }

    /// <summary>Removes those of processes that have ended.</summary>
    internal static bool Clear(string root)
    {
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories($"{Prefix}*-*"))
        {
            var pid = folder.Name[Prefix.Length..].Split('-')[0];
            if (!Path.Exists($"/proc/{pid}") && DateTime.UtcNow - folder.LastWriteTimeUtc > s_settled && !Answers(Path.Combine(folder.FullName, "s")))
                Remove(folder.FullName);
        }

        return true;
    }

    // The path of a socket has at most 107 bytes, and ssh appends 17 of its own while it makes one.
    private static string Root => Path.GetTempPath() is { Length: <= 48 } temporary ? temporary : "/tmp";

    private static bool Answers(string path)
    {
        if (!File.Exists(path))
            return false;

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
