namespace PackagesTests.MSBuild;

public sealed class ProjectTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    private const string Target = "-t:RunMultiStreamTests";

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_project_of_the_readme_runs_with_the_packed_package_alone()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Repository.Snippet("src/Tasks/README.md", "xml"));

        var build = await user.BuildAsync(Target);

        build.ExitCode.ShouldBe(0, build.Output);
        string[] files = ["TEST-Hello.xml", "Hello.trx", "job.log"];
        foreach (var file in files) File.Exists(user.File($"obj/Debug/net10.0/streams/Hello/{file}")).ShouldBeTrue(file);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_failing_test_is_an_error_of_the_build_in_the_file_that_declares_it()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project("<NestedTest Include=\"work\" Stream=\"one\" Command=\"exit $PARAM_STATUS\" />"));

        var build = await user.BuildAsync(Target, "-p:StreamParameters=status=7", $"-p:StreamResults={user.File("out")}");

        build.ExitCode.ShouldBe(1);
        build.Output.ShouldContain($"{user.File("test.csproj")} : error SL5102: Pair failed. Results: {user.File("out/Pair")}");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Everything_that_is_wrong_with_the_items_is_named_at_once()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project("""
            <NestedTest Include="a" Stream="oen" Command="true" />
            <NestedTest Include="b" Stream="one" />
            <NestedTest Include="c" Stream="one" Command="true" Timeout="soon" Background="perhaps" />
            """));

        var build = await user.BuildAsync(Target);

        build.ExitCode.ShouldBe(1);
        build.Output.ShouldContain("error SL5114: NestedTest a runs in the stream oen, which is not declared. Declared are: one.");
        build.Output.ShouldContain("error SL5116: NestedTest b: give it exactly one of Command, Script and Barrier.");
        build.Output.ShouldContain("error SL1050: NestedTest c, Timeout: 'soon' is no length of time");
        build.Output.ShouldContain("error SL5115: NestedTest c, Background: 'perhaps' is neither true nor false.");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_outer_build_of_a_list_of_frameworks_runs_its_tests_once_with_many_threads_too()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project("<NestedTest Include=\"work\" Stream=\"one\" Command=\"echo once &gt;&gt; $PARAM_FILE\" />"));
        var file = user.File("runs");

        var build = await user.BuildAsync(Target, "-mt", $"-p:StreamParameters=file={file}");

        build.ExitCode.ShouldBe(0, build.Output);
        (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(["once"]);
    }

    private static string Project(string nestedTests) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFrameworks>net10.0</TargetFrameworks>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StreamLib.Tasks" Version="0.1.0" PrivateAssets="all" />
            <MultiStreamTest Include="Pair" />
            <TestStream Include="one" />
            {nestedTests}
          </ItemGroup>
        </Project>
        """;
}
