using System.Globalization;
using System.Net.Sockets;
using System.Text;

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
        cleared = new(() => Roots.Where(root => WhyNot(root) is null).All(Clear));
    }

    /// <summary>Those that hold the sockets of connections by ssh.</summary>
    public static ProcessFolder OfConnections { get; } = new("streamlib-ssh", folder => Answers(Path.Combine(folder, "s")));

    /// <summary>Makes one. The first call of a process removes what killed processes have left.</summary>
    /// <exception cref="IOException">No folder for temporary files serves; the message says why each does not.</exception>
    public string Make()
    {
        _ = cleared.Value;
        var reasons = new List<string>();
        foreach (var root in Roots)
        {
            var folder = "";
            if ((WhyNot(root) ?? WhyNotMade(root, out folder)) is not { } reason) return folder;
            reasons.Add($"{(root == Roots[0] ? "TMPDIR " : "")}'{root}' {reason}");
        }

        throw new IOException(
            $"{string.Join("; ", reasons)}. Set TMPDIR to a folder that you can write, with a short path of plain characters");
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

    private static string[] Roots => OperatingSystem.IsWindows()
        ? [Path.GetTempPath()]
        : [Path.GetTempPath().TrimEnd('/'), "/tmp", "/var/tmp"];

    // The path of a socket has at most 107 bytes, and ssh appends 17 of its own while it makes one; it replaces %h and ${NAME} in it.
    internal static string? WhyNot(string root) =>
        OperatingSystem.IsWindows() ? null
        : Encoding.UTF8.GetByteCount(root) > 48 ? "has a path of more than 48 bytes"
        : root.AsSpan().IndexOfAny('%', '$', '"') >= 0 || root.Any(char.IsControl)
            ? "has characters in its path that ssh gives a meaning to (% $ \")"
        : !Path.IsPathFullyQualified(root) ? "is not a full path"
        : File.Exists(root) ? "is a file"
        : !Directory.Exists(root) ? "does not exist"
        : null;

    private string? WhyNotMade(string root, out string folder)
    {
        var random = Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);
        folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{prefix}{Environment.ProcessId}-{random}"));
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be written: {e.Message.TrimEnd('.')}";
        }
    }

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
