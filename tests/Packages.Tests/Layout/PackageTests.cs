namespace PackagesTests.Layout;

public sealed class PackageTests(PackageFeed feed)
{
    public static TheoryData<string> Packages =>
        [.. Directory.EnumerateFiles(Repository.File("src"), "*.csproj", SearchOption.AllDirectories).Select(project => Path.GetFileNameWithoutExtension(project)!)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_package_says_what_it_is(string id)
    {
        var nuspec = feed.NuspecOf(id);
        string? Value(string name) => nuspec.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;

        Value("description").ShouldNotBeNullOrWhiteSpace();
        Value("description").ShouldNotBe("Package Description");
        Value("license").ShouldBe("MIT");
        Value("readme").ShouldBe("README.md");
        Value("tags").ShouldNotBeNullOrWhiteSpace();
        feed.FilesOf(id).ShouldContain("README.md");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_depends_on_nothing_but_what_it_is_made_for(string id)
    {
        var dependencies = feed.NuspecOf(id).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);

        dependencies.ShouldBe(id == "StreamLib.TestApplication" ? ["StreamLib", "System.CommandLine"] : [], ignoreOrder: true);
    }

    [Fact]
    public void The_library_is_one_assembly_with_its_documentation() =>
        feed.FilesOf("StreamLib").ShouldBe(["README.md", "lib/net10.0/StreamLib.dll", "lib/net10.0/StreamLib.xml"]);

    [Fact]
    public void The_cake_addin_brings_the_library_along()
    {
        feed.FilesOf("Cake.StreamLib").ShouldBe([
            "README.md",
            "lib/net10.0/Cake.StreamLib.dll", "lib/net10.0/Cake.StreamLib.xml",
            "lib/net10.0/StreamLib.dll", "lib/net10.0/StreamLib.xml"]);
        feed.NuspecOf("Cake.StreamLib").Elements().Single(element => element.Name.LocalName == "tags").Value.Split(' ').ShouldContain("cake-addin");
    }

    [Fact]
    public void The_tasks_lie_outside_lib_without_assemblies_of_MSBuild()
    {
        feed.FilesOf("StreamLib.Tasks").ShouldBe([
            "README.md",
            "build/StreamLib.Tasks.props", "build/StreamLib.Tasks.targets",
            "buildMultiTargeting/StreamLib.Tasks.props", "buildMultiTargeting/StreamLib.Tasks.targets",
            "tasks/net10.0/StreamLib.Tasks.OtherProjects.proj",
            "tasks/net10.0/StreamLib.Tasks.SyncServer.proj", "tasks/net10.0/StreamLib.Tasks.deps.json", "tasks/net10.0/StreamLib.Tasks.dll", "tasks/net10.0/StreamLib.dll"]);
        feed.NuspecOf("StreamLib.Tasks").Elements().Single(element => element.Name.LocalName == "developmentDependency").Value.ShouldBe("true");
    }

    [Fact]
    public async Task The_tool_installs_as_dotnet_streams()
    {
        using var user = new UserFolder(feed);

        var install = await user.DotnetAsync("tool", "install", "StreamLib.Tool", "--tool-path", user.File("tools"));
        install.ExitCode.ShouldBe(0, install.Output);

        var help = await Shell.RunAsync(user.File("."), user.File("tools/dotnet-streams"), ["--help"]);
        help.ExitCode.ShouldBe(0);
        help.Output.ShouldContain("Multi-stream tests by hand");
        (await Shell.RunAsync(user.File("."), user.File("tools/dotnet-streams"), ["--nonsense"])).ExitCode.ShouldBe(2);
    }
}
