namespace StreamLibTests.StreamSync;

/// <summary>A folder for PATH with what every host has, and nothing to connect with but the programs that are asked for.</summary>
internal sealed class ToolFolder : IDisposable
{
    private ToolFolder(string path) => Path = path;

    internal static string[] Tools => ["bash", "python3", "socat", "nc.openbsd", "nc.traditional", "busybox nc", "busybox"];

    internal string Path { get; }

    internal static ToolFolder With(params string[] tools)
    {
        var path = Directory.CreateTempSubdirectory("streamlib-test-tools-").FullName;
        foreach (var tool in new[] { "mkfifo", "mktemp", "rm", "cat", "sleep" }) Link(tool, $"/usr/bin/{tool}");
        foreach (var tool in tools)
        {
            var words = tool.Split(' ');
            Link(tool.StartsWith("nc", StringComparison.Ordinal) ? "nc" : words[^1], tool.StartsWith("nc", StringComparison.Ordinal) ? $"/bin/{tool}" : $"/usr/bin/{words[0]}");
        }

        return new(path);

        void Link(string name, string program) => File.CreateSymbolicLink(System.IO.Path.Combine(path, name), program);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
