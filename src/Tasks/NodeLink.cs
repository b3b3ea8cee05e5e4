using System.Globalization;

namespace StreamLib.Tasks;

/// <summary>The connection of a worker node to the process that its build was started in.</summary>
/// <remarks>A node whose build is killed can stay for ever, when that happens between two of its tasks. It has closed the connection then, which is how that is seen here.</remarks>
internal sealed class NodeLink : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly Timer timer;

    private NodeLink(string socket, Action lost) => timer = new Timer(
        _ =>
        {
            if (Sockets().Contains(socket)) return;
            Dispose();
            lost();
        },
        null, s_interval, s_interval);

    /// <summary>Looks every second, on Linux, whether the connection is still there.</summary>
    /// <param name="lost">Is called once, when it is not.</param>
    /// <returns>What ends the watch; <c>null</c> in a process that is no worker node.</returns>
    public static NodeLink? Watch(Action lost)
    {
        if (!OperatingSystem.IsLinux() || !Environment.GetCommandLineArgs().Any(word => word.StartsWith("/nodemode:", StringComparison.OrdinalIgnoreCase))) return null;
        var own = Sockets();
        return Connections().FirstOrDefault(own.Contains) is { } socket ? new NodeLink(socket, lost) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    // Num RefCount Protocol Flags Type St Inode Path: what is connected (03) to the pipe that every node listens at.
    private static IEnumerable<string> Connections()
    {
        var pipe = string.Create(CultureInfo.InvariantCulture, $"MSBuild{Environment.ProcessId}");
        return File.ReadLines("/proc/net/unix").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is [_, _, _, _, _, "03", _, var path] && Path.GetFileName(path) == pipe)
            .Select(words => $"socket:[{words[6]}]");
    }

    private static HashSet<string> Sockets() =>
        [.. new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(file => file.LinkTarget).OfType<string>()];
}
