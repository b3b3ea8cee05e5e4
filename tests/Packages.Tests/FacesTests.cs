using System.Xml.Linq;

namespace PackagesTests;

/// <summary>The founding example by all its faces, each as a user has it, with the packed packages: the same results, whichever it was.</summary>
public sealed class FacesTests(PackageFeed feed)
{
    private const int Minutes = 60_000;
    private const string TasksPackage = """<ItemGroup><PackageReference Include="StreamLib.Tasks" Version="0.1.0" PrivateAssets="all" /></ItemGroup>""";

    [Fact(Timeout = 5 * Minutes)]
    public async Task Every_face_leaves_the_same_tree_and_the_same_cases()
    {
        using var classes = Copy("Netperf", """<ProjectReference Include="../../src/TestApplication/StreamLib.TestApplication.csproj" />""", """<PackageReference Include="StreamLib.TestApplication" Version="0.1.0" />""");
        using var declared = Copy("NetperfDeclared");
        declared.WriteCake(declared.Read("build.cake"));

        await Passes(classes.BuildAsync(MSBuild.Project.Run, "-p:StreamParameters=seconds=1", "-p:StreamResultsDirectory=msbuild"));
        await Passes(classes.DotnetAsync("bin/Debug/net10.0/Netperf.dll", "run", "MultiNetperf", "--param=seconds=1", "--results=direct"));
        await Passes(declared.BuildAsync(MSBuild.Project.Run, "-p:StreamParameters=seconds=1", "-p:StreamResultsDirectory=msbuild"));
        await Passes(declared.DotnetAsync("tool", "restore"));
        await Passes(declared.DotnetAsync("cake", "--seconds=1", "--results=cake"));

        var first = classes.File("direct");
        Cases(first).ShouldContain("Netperf.MultiNetperf.client1/NetPerf");
        foreach (var other in new[] { classes.File("msbuild/MultiNetperf"), declared.File("msbuild/MultiNetperf"), declared.File("cake") })
        {
            Tree(other).ShouldBe(Tree(first), other);
            Cases(other).ShouldBe(Cases(first), other);
        }
    }

    private UserFolder Copy(string sample, string from = "", string to = "")
    {
        var user = new UserFolder(feed);
        var folder = Repository.File($"samples/{sample}");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)))
        {
            if (!file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".sh" or ".cake" or ".csproj")
                user.Write(file, File.ReadAllText(Path.Combine(folder, file)));
        }

        var project = user.Read($"{sample}.csproj");
        if (from.Length > 0) project = project.Replace(from, to, StringComparison.Ordinal);
        user.Write($"{sample}.csproj", project.Replace("</Project>", $"{TasksPackage}</Project>", StringComparison.Ordinal));
        // What the samples of the checkout have in common.
        user.Write("Directory.Build.props", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>");
        return user;
    }

    private static async Task Passes(Task<Ended> run)
    {
        var ended = await run;
        ended.ExitCode.ShouldBe(0, ended.Output);
    }

    private static IEnumerable<string> Tree(string results) =>
        Directory.EnumerateFileSystemEntries(results, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(results, file)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Cases(string results) => XDocument.Load(Path.Combine(results, "TEST-MultiNetperf.xml")).Descendants("testcase")
        .Select(test => $"{test.Attribute("classname")!.Value}/{test.Attribute("name")!.Value}").Order(StringComparer.Ordinal);
}
