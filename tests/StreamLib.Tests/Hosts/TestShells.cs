using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLibTests.Hosts;

/// <summary>Hosts on this machine under each of the shells that a host may have.</summary>
internal static class TestShells
{
    private static readonly Lazy<string> s_root = new(Make);

    public static TheoryData<string> All => ["dash", "bash", "busybox"];

    /// <summary>The path of one of them, called <c>sh</c>.</summary>
    public static string PathOf(string shell) => Path.Combine(s_root.Value, shell, "sh");

    /// <summary>Opens a host whose /bin/sh is <paramref name="shell"/>; with busybox, all its tools are busybox's.</summary>
    /// <param name="shell">Which one.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="directory">Its own folder for the work; with one, it is a host whose files are not taken for those of this machine.</param>
    /// <param name="launcher">What it is behind.</param>
    public static Task<Host> OpenAsync(string shell, HostOptions? options = null, string? directory = null, string? launcher = null)
    {
        var folder = Path.Combine(s_root.Value, shell);
        var spec = shell == "busybox" || directory is not null
            ? HostSpec.Local with { Name = shell, Directory = directory, Way = [new("exec", shell == "busybox" ? $"env PATH={folder}" : "env -u HOME")] }
            : HostSpec.Local with { Name = shell };
        if (launcher is not null) spec = spec with { Way = [new("exec", launcher), .. spec.Way.Where(hop => hop.Kind != "local")] };
        return Host.OpenAsync(spec, (options ?? Quick) with { Shell = Path.Combine(folder, "sh") }, TestContext.Current.CancellationToken);
    }

    /// <summary>Starts <paramref name="command"/> and waits until it writes <c>ready</c>.</summary>
    public static async Task<HostProcess> StartReadyAsync(Host host, HostCommand command)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = await host.StartAsync(command with { OnOutput = line => _ = line == "ready" && ready.TrySetResult() }, TestContext.Current.CancellationToken);
        await Task.WhenAny(ready.Task, process.Completion);
        return process;
    }

    public static HostOptions Quick { get; } = new() { Job = "test", Grace = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(10) };

    private static string Make()
    {
        var root = StreamLibTesting.TemporaryFolder.Make();
        foreach (var (name, program) in new[] { ("dash", "/usr/bin/dash"), ("bash", "/bin/bash") })
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            File.CreateSymbolicLink(Path.Combine(root, name, "sh"), program);
        }

        var busybox = Directory.CreateDirectory(Path.Combine(root, "busybox")).FullName;
        using var list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/busybox", "--list") { RedirectStandardOutput = true })!;
        foreach (var applet in list.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            File.CreateSymbolicLink(Path.Combine(busybox, applet), "/usr/bin/busybox");

        return root;
    }
}
