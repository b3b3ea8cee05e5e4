using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary>The tool as a user starts it: <c>dotnet streams</c>, found in the path.</summary>
internal static class Tool
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static readonly string Assembly = Repository.PathOf("src", "Cli", "bin", Configuration, "net10.0", "dotnet-streams.dll");

    public static readonly string Meeting = Repository.PathOf("tests", "Meeting", "bin", Configuration, "net10.0", "Meeting.dll");

    public static readonly string Application = Repository.PathOf("tests", "Application", "bin", Configuration, "net10.0", "Application.dll");

    public static readonly string Netperf = Repository.PathOf("samples", "Netperf", "bin", Configuration, "net10.0", "Netperf.dll");

    private static readonly string Bin = MakeBin();

    /// <summary>In a folder, with the tool in the path and nothing of whoever runs these tests.</summary>
    public static ShellOptions In(string folder, params (string Name, string? Value)[] environment)
    {
        var variables = new Dictionary<string, string?>
        {
            ["PATH"] = $"{Bin}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["STREAMLIB_SYNC"] = null,
            ["STREAMLIB_TOKEN"] = null,
            ["STREAM_HOSTS"] = null,
            ["NO_COLOR"] = null,
            ["TERM"] = "xterm",
        };
        foreach (var (name, value) in environment) variables[name] = value;
        return ShellOptions.Default with { WorkingDirectory = folder, Environment = variables, Timeout = TimeSpan.FromSeconds(90) };
    }

    public static Task<Ran> RunAsync(ShellOptions options, params string[] arguments) =>
        Shell.RunAsync("dotnet", [Assembly, .. arguments], options, TestContext.Current.CancellationToken);

    public static Running Start(ShellOptions options, params string[] arguments) => Shell.Start("dotnet", [Assembly, .. arguments], options);

    /// <summary>Waits for a line of output that begins with a word, and returns the rest of it.</summary>
    public static async Task<string> LineAsync(Running running, string word)
    {
        var start = word + " ";
        string? Line() => running.Output.Split('\n').SkipLast(1).FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal));
        await Eventually.Holds(() => Line() is not null || running.HasEnded, $"a line '{word} …'", TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        return Line()?[start.Length..].Trim() ?? throw new InvalidOperationException($"It ended without '{word}': {running.Output}{running.Error}");
    }

    private static string MakeBin()
    {
        var bin = TemporaryFolder.Make();
        var script = Path.Combine(bin, "dotnet-streams");
        File.WriteAllText(script, $"#!/bin/sh\nexec dotnet '{Assembly}' \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return bin;
    }
}
