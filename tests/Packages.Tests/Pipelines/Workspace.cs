namespace PackagesTests.Pipelines;

/// <summary>A workspace of a CI system with a checkout of samples/NetperfDeclared, for all tests of a class.</summary>
public sealed class Workspace(PackageFeed feed) : IDisposable
{
    private const string Password = "a-password-of-the-lab";
    private readonly UserFolder user = SampleCopy.Of(feed, "NetperfDeclared");

    /// <summary>What is in its environment for a run on these hosts.</summary>
    private (string, string?)[] Environment(string hosts, int seconds) =>
    [
        ("STREAM_HOSTS", hosts), ("NETPERF_SECONDS", $"{seconds}"), ("LAB_PASSWORD", Password),
        ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("TMPDIR", Directory.CreateDirectory(user.File("tmp")).FullName),
    ];

    internal Task<Ended> RunAsync(string line, string hosts = "", int seconds = 1) => user.TypeAsync(line, Environment(hosts, seconds));

    internal RunningProgram Start(string line, string hosts, int seconds) => user.StartTyped($"exec {line}", Environment(hosts, seconds));

    internal string File(string path) => user.File(path);

    /// <summary>All files of this name, as a system finds them that follows links.</summary>
    internal async Task<string[]> FindAsync(string name) =>
        [.. (await RunAsync($"find -L . -name '{name}' | sed 's,^./,,'")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Ends when a file has this text.</summary>
    internal async Task WroteAsync(string path, string text)
    {
        while (!System.IO.File.Exists(File(path)) || !user.Read(path).Contains(text, StringComparison.Ordinal)) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    /// <summary>Files that hold the secret.</summary>
    internal async Task<string> LeaksAsync() => (await RunAsync($"grep -rl {Password} .")).Output;

    /// <summary>What a system that checks out anew leaves: nothing of an earlier run.</summary>
    internal void Clean()
    {
        if (Directory.Exists(File("out"))) Directory.Delete(File("out"), recursive: true);
    }

    public void Dispose() => user.Dispose();
}
