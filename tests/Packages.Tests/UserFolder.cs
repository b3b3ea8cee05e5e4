namespace PackagesTests;

/// <summary>A folder outside the checkout, as a user has one; its only package source is the feed of these tests.</summary>
internal sealed class UserFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("user-");
    private readonly PackageFeed feed;

    public UserFolder(PackageFeed feed)
    {
        this.feed = feed;
        Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{feed.Folder}" /></packageSources>
            </configuration>
            """);
    }

    public string File(string path) => Path.Combine(folder.FullName, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(path))!);
        System.IO.File.WriteAllText(File(path), text);
    }

    public string Read(string path) => System.IO.File.ReadAllText(File(path));

    /// <summary>Restores and builds with the packed packages alone.</summary>
    public Task<Ended> BuildAsync(params string[] arguments) => DotnetWithPackagesAsync("build", arguments);

    /// <summary>The same for another command of <c>dotnet</c> that builds.</summary>
    public async Task<Ended> DotnetWithPackagesAsync(string command, params string[] arguments)
    {
        await using var running = StartBuild(command, arguments);
        return await running.EndAsync();
    }

    public RunningProgram StartBuild(string command, params string[] arguments) => Shell.Start(folder.FullName, "dotnet",
        [command, "-nodeReuse:false", "-p:UseSharedCompilation=false", .. arguments], Packages);

    /// <summary>Runs a line as it is typed in a shell.</summary>
    public Task<Ended> TypeAsync(string line, params (string Name, string? Value)[] environment) =>
        Shell.RunAsync(folder.FullName, "sh", ["-c", line], [Packages, .. environment]);

    /// <summary>Starts a line as it is typed in a shell.</summary>
    public RunningProgram StartTyped(string line, params (string Name, string? Value)[] environment) =>
        Shell.Start(folder.FullName, "sh", ["-c", line], [Packages, .. environment]);

    private (string, string?) Packages => ("NUGET_PACKAGES", feed.RestoreFolder);

    // What the SDK leaves among the temporary files goes with this folder.
    public Task<Ended> DotnetAsync(params string[] arguments) =>
        Shell.RunAsync(folder.FullName, "dotnet", arguments, ("TMPDIR", Directory.CreateDirectory(File("tmp")).FullName));

    public RunningProgram Start(string program, params string[] arguments) => Shell.Start(folder.FullName, program, arguments);

    /// <summary>A script for Cake, with the tool that runs it.</summary>
    public void WriteCake(string script)
    {
        Write("build.cake", script);
        Write(".config/dotnet-tools.json", System.IO.File.ReadAllText(Repository.File(".config/dotnet-tools.json")));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
