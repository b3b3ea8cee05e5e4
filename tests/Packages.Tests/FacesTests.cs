using System.Xml.Linq;

namespace PackagesTests;

/// <summary>The founding example by all its faces, each as a user has it, with the packed packages: the same results, whichever it was.</summary>
public sealed class FacesTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Fact(Timeout = 5 * Minutes)]
    public async Task Every_face_leaves_the_same_tree_and_the_same_cases()
    {
        using var classes = SampleCopy.Of(feed, "Netperf", """<ProjectReference Include="../../src/TestApplication/StreamLib.TestApplication.csproj" />""", """<PackageReference Include="StreamLib.TestApplication" Version="0.1.0" />""");
        using var declared = SampleCopy.Of(feed, "NetperfDeclared");

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
