namespace PackagesTests.MSBuild;

/// <summary>A solution in which some projects declare tests: what does not arrive anywhere is an error, and what belongs to others is
/// none.</summary>
public sealed class SolutionTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Fact(Timeout = 5 * Minutes)]
    public async Task A_name_has_to_match_in_one_of_the_projects_and_what_a_shell_was_to_read_is_told()
    {
        using var user = Solution();

        var none = await user.BuildAsync(Project.Run, "All.slnx", "-p:StreamTests=Helo-b");
        none.ExitCode.ShouldBe(1, none.Output);
        none.Output.ShouldContain(
            "error SL5125: No MultiStreamTest of the solution matches Helo-b (-p:StreamTests). Did you mean Hello-b? Declared are: "
            + "Hello-a, Hello-b.");
        Directory.Exists(user.File("a/obj/Debug/net10.0/streams")).ShouldBeFalse();

        var one = await user.BuildAsync(Project.Run, "--no-restore", "All.slnx", "-p:StreamTests=Hello-b");
        one.ExitCode.ShouldBe(0, one.Output);
        one.Output.ShouldContain("Hello-b passed");
        one.Output.ShouldContain("No MultiStreamTest of this project matches Hello-b: nothing was run.");
        one.Output.ShouldContain(
            $"{user.File("b/b.csproj")}(8,42): warning SL5126: NestedTest greet, Command: MSBuild took $(ls) for a property and put "
            + "nothing in its place. Write %24(ls) for the text itself.");
        one.Output.ShouldContain("1 Warning(s)");
    }

    [Fact(Timeout = 5 * Minutes)]
    public async Task Projects_without_tests_are_left_out_as_the_guide_says()
    {
        using var user = Solution();
        user.Write("c/c.csproj",
            """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        user.Write("All.slnx", """<Solution><Project Path="a/a.csproj" /><Project Path="c/c.csproj" /></Solution>""");
        user.Write("Directory.Solution.targets", Repository.Snippet("docs/guide/msbuild.md", "xml", "### A whole solution"));

        var all = await user.BuildAsync(Project.Run, "All.slnx");
        all.ExitCode.ShouldBe(0, all.Output);
        all.Output.ShouldContain("Hello-a passed");

        var none = await user.BuildAsync(Project.Run, "--no-restore", "All.slnx", "-p:StreamTests=Hello-b");
        none.ExitCode.ShouldBe(1, none.Output);
        none.Output.ShouldContain("error SL5125: No MultiStreamTest of the solution matches Hello-b");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Dotnet_test_does_not_skip_declared_tests_where_another_platform_runs_it()
    {
        using var user = Solution();
        user.Write("global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");

        var tested = await user.DotnetWithPackagesAsync("test", "--solution", "All.slnx", "-p:RunMultiStreamTestsWithDotnetTest=true");

        tested.ExitCode.ShouldNotBe(0, tested.Output);
        tested.Output.ShouldContain("error SL5129: dotnet test runs with Microsoft.Testing.Platform");
        tested.Output.ShouldContain("dotnet build -t:RunMultiStreamTests");
    }

    private UserFolder Solution()
    {
        var user = new UserFolder(feed);
        foreach (var (name, command) in new[] { ("a", "echo hello"), ("b", "for f in $(ls); do echo $f; done") })
        {
            user.Write($"{name}/{name}.csproj", Project.With($"""
                <MultiStreamTest Include="Hello-{name}" /><TestStream Include="one" />
                <NestedTest Include="greet" Stream="one" Command="{command}" />
                """));
        }

        user.Write("All.slnx", """<Solution><Project Path="a/a.csproj" /><Project Path="b/b.csproj" /></Solution>""");
        return user;
    }
}
