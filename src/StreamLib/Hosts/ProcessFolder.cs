using System.Globalization;
using System.Net.Sockets;

namespace StreamLib.Hosts;

/// <summary>Folders of a process of this machine that only its user can enter: <c>PREFIX-PID-…</c> in the folder for temporary files. What killed processes have left goes with the next one.</summary>
internal sealed class ProcessFolder
{
    // One that is younger may belong to a process that this one cannot see.
    private static readonly TimeSpan s_settled = TimeSpan.FromMinutes(2);

    private readonly Lazy<bool> cleared;
    private readonly string prefix;
    private readonly Func<string, bool> isUsed;

    /// <summary>Folders of one purpose.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="isUsed">Whether one is used all the same when its process cannot be seen from here.</param>
    public ProcessFolder(string prefix, Func<string, bool> isUsed)
    {
        (this.prefix, this.isUsed) = ($"{prefix}-", isUsed);
        cleared = new(() => Clear(Root));
    }

    /// <summary>Those that hold the sockets of connections by ssh.</summary>
    public static ProcessFolder OfConnections { get; } = new("streamlib-ssh", folder => Answers(Path.Combine(folder, "s")));

    /// <summary>Makes one. The first call of a process removes what killed processes have left.</summary>
    public string Make()
    {
        _ = cleared.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{Environment.ProcessId}-{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}");
        var folder = Path.Combine(Root, name);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
            // It holds at most what leads to something that has ended.
        }
    }

    /// <summary>Removes those of processes that have ended.</summary>
    internal bool Clear(string root)
    {
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories($"{prefix}*-*"))
        {
            var pid = folder.Name[prefix.Length..].Split('-')[0];
            if (!Path.Exists($"/proc/{pid}") && DateTime.UtcNow - folder.LastWriteTimeUtc > s_settled && !isUsed(folder.FullName))
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
