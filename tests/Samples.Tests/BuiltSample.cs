using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>A sample whose tests are items of its project: <c>dotnet build -t:RunMultiStreamTests</c>, with its results in a folder of their own.</summary>
internal sealed class BuiltSample(string name)
{
    private readonly string project = Repository.PathOf("samples", name);
    private readonly string results = TemporaryFolder.Make();

    // Outside of the folder of the project, which has a folder of its own there.
    private string Results => Path.Combine(results, name);

    public Task<Ran> RunAsync(params string[] arguments) => Shell.RunAsync(
        "dotnet",
        [
            "build", project, "-t:RunMultiStreamTests", "--configuration", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            "--no-restore", "-nodeReuse:false", "-p:NoBuild=true", $"-p:StreamResultsDirectory={results}", .. arguments,
        ],
        ShellOptions.Default with { Timeout = TimeSpan.FromSeconds(90), Environment = new Dictionary<string, string?> { ["STREAM_HOSTS"] = null } },
        TestContext.Current.CancellationToken);

    public string Result(string file) => File.ReadAllText(Path.Combine(Results, file));

    /// <summary>The cases of a test, or of a variant of it.</summary>
    public IReadOnlyList<JUnitCase> Cases(string test, string? variant = null) => JUnitCase.Read(Result($"{test}/TEST-{variant ?? test}.xml"));

    /// <summary>The names of the JUnit files that a test left.</summary>
    public IEnumerable<string> Reports(string test) => Directory.EnumerateFiles(Path.Combine(Results, test), "TEST-*.xml")
        .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);
}
