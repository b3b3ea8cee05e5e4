using System.IO.Compression;
using System.Xml.Linq;
using PackagesTests.MSBuild;

namespace PackagesTests;

/// <summary>A folder with the packed packages and what they depend on. The Test target packs them; without it they are packed here.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("packages-tests-");

    /// <summary>The feed.</summary>
    public string Folder => Path.Combine(temporary.FullName, "feed");

    /// <summary>Where projects of these tests restore to: the packages keep their version while they change, and nobody else may see them.</summary>
    public string RestoreFolder => Path.Combine(temporary.FullName, "restored");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        if (Environment.GetEnvironmentVariable("STREAMLIB_PACKAGES") is { Length: > 0 } packed)
        {
            foreach (var file in Directory.EnumerateFiles(packed, "*.nupkg")) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
        else
        {
            await PackAsync();
        }

        LinkFromMachine("system.commandline");
        LinkFromMachine("cake.tool");
        await RestoreAsync();
    }

    public ValueTask DisposeAsync()
    {
        temporary.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens the package of this id.</summary>
    public ZipArchive Open(string id) => ZipFile.OpenRead(Directory.EnumerateFiles(Folder, $"{id}.*.nupkg")
        .Single(file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1])));

    /// <summary>The files of a package, without what NuGet adds to every package.</summary>
    public string[] FilesOf(string id)
    {
        using var package = Open(id);
        return [.. package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
                && name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The metadata of a package.</summary>
    public XElement NuspecOf(string id)
    {
        using var package = Open(id);
        using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }

    private async Task PackAsync()
    {
        foreach (var project in Directory.EnumerateFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories))
        {
            var pack = await Shell.RunAsync(Repository.Root, "dotnet", ["pack", project, "-c", "Release", "-o", Folder, "-nodeReuse:false", "-p:UseSharedCompilation=false"]);
            pack.ExitCode.ShouldBe(0, pack.Output);
        }
    }

    // NuGet's locks lie in TMPDIR, which some of these builds have for themselves: so all is unpacked before the first starts.
    private async Task RestoreAsync()
    {
        using var user = new UserFolder(this);
        user.Write("all.csproj", Project.With("""<PackageReference Include="StreamLib.TestApplication" Version="0.1.0" />"""));
        user.WriteCake("");
        foreach (var line in (string[])["dotnet restore", "dotnet tool restore"])
        {
            var ended = await user.TypeAsync(line);
            ended.ExitCode.ShouldBe(0, ended.Output);
        }
    }

    // What this checkout restored once is there; the tests need no other feed.
    private void LinkFromMachine(string id)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(cache, id), "*.nupkg", SearchOption.AllDirectories))
        {
            File.CreateSymbolicLink(Path.Combine(Folder, Path.GetFileName(file)), file);
        }
    }
}
