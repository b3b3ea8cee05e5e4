using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>A sample as a user starts it, with its results in a folder of their own.</summary>
internal sealed class Sample(string name)
{
    private readonly string assembly = Path.Combine(
        Repository.Root, "samples", name, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", $"{name}.dll");

    public string Results { get; } = Path.Combine(TemporaryFolder.Make(), "results");

    public string CommandLine(params string[] arguments) => $"dotnet {assembly} {string.Join(' ', arguments)}";

    public Task<Ran> RunAsync(params string[] arguments) =>
        Shell.RunAsync("dotnet", [assembly, .. arguments], Options, TestContext.Current.CancellationToken);

    public Task<Ran> MultiNetperfAsync(params string[] arguments) => TestAsync("MultiNetperf", arguments);

    public Task<Ran> TestAsync(string test, params string[] arguments) => RunAsync(["run", test, "--results", Results, .. arguments]);

    public Running Start(params string[] arguments) => Shell.Start("dotnet", [assembly, "run", "MultiNetperf", "--results", Results, .. arguments], Options);

    public string Result(string file) => File.ReadAllText(Path.Combine(Results, file));

    private static ShellOptions Options => ShellOptions.Default with
    {
        Timeout = TimeSpan.FromSeconds(90),
        Environment = new Dictionary<string, string?> { ["STREAM_HOSTS"] = null },
    };
}
