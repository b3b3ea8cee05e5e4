using StreamLib.Tasks;

namespace StreamLibTasksTests;

/// <summary>No project, target framework or call of a build replaces the results of another one.</summary>
public sealed class ResultsPlaceTests : IDisposable
{
    private readonly string shared = Directory.CreateTempSubdirectory("tasks-results-").FullName;

    public void Dispose() => Directory.Delete(shared, recursive: true);

    [Fact]
    public void Projects_have_folders_of_their_own_in_a_folder_that_they_share()
    {
        string Of(string project, string? framework = null) =>
            Path.GetRelativePath(shared, ResultsPlace.Of(shared, project, Path.GetDirectoryName(project)!, framework));

        Of("/src/a/A.csproj").ShouldBe("A");
        Of("/src/b/B.csproj").ShouldBe("B");
        Of("/src/a/A.csproj").ShouldBe("A");
        var second = Of("/src/other/A.csproj");
        second.ShouldStartWith("A-");
        Of("/src/other/A.csproj").ShouldBe(second);
        Of("/src/a/A.csproj", "net9.0").ShouldBe("A/net9.0");
        Of("/src/a/A.csproj", "net10.0").ShouldBe("A/net10.0");
    }

    [Theory]
    [InlineData("/src/a/out", null, "/src/a/out")]
    [InlineData("/src/a/out", "net9.0", "/src/a/out/net9.0")]
    [InlineData("/src/a/obj/Debug/net9.0/streams", "net9.0", "/src/a/obj/Debug/net9.0/streams")]
    public void A_folder_of_the_project_is_its_own_already(string folder, string? framework, string place) =>
        ResultsPlace.Of(folder, "/src/a/A.csproj", "/src/a", framework).ShouldBe(place);

    [Fact(Timeout = 60_000)]
    public void Two_calls_of_one_build_leave_the_results_of_both()
    {
        using var build = new MockEngine();
        for (var i = 0; i < 2; i++)
        {
            var task = new RunMultiStreamTest
            {
                BuildEngine = build,
                Tests = [Items.Item("Pair")],
                Streams = [Items.Item("one")],
                NestedTests = [Items.Item("x", ("Stream", "one"), ("Command", "true"))],
                Results = shared,
                Hosts = "local:",
            };
            task.Execute().ShouldBeTrue();
        }

        Directory.GetFiles(shared, "TEST-*.xml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(shared, file))
            .ShouldBe(["Project A/Pair/TEST-Pair.xml", "Project A/Pair/run-2/TEST-Pair.xml"], ignoreOrder: true);
    }
}
