using System.Text.RegularExpressions;

namespace PackagesTests.MSBuild;

public sealed partial class ProjectTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Theory(Timeout = 3 * Minutes)]
    [InlineData("src/Tasks/README.md", "")]
    [InlineData("README.md", "## Start from MSBuild")]
    public async Task The_project_of_a_readme_runs_with_the_packed_package_alone(string page, string heading)
    {
        using var user = new UserFolder(feed);
        var project = Repository.Snippet(page, "xml", heading);
        user.Write("test.csproj", project);

        var build = await user.BuildAsync(Project.Run);

        build.ExitCode.ShouldBe(0, build.Output);
        project.TrimEnd().Split('\n').Length.ShouldBeLessThanOrEqualTo(15);
        string[] files = ["TEST-Hello.xml", "Hello.trx", "job.log"];
        foreach (var file in files) File.Exists(user.File($"obj/Debug/net10.0/streams/Hello/{file}")).ShouldBeTrue(file);
    }

    [Theory(Timeout = 3 * Minutes)]
    [InlineData("-tl:off")]
    [InlineData("-tl:on")]
    public async Task A_failing_test_is_one_error_where_it_is_declared_and_floods_nothing(string logger)
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project.With($"""
            {Project.OneStream}
            <NestedTest Include="work" Stream="one" Command="seq 100000; echo no route to host >&amp;2; exit $PARAM_STATUS" />
            """));

        var build = await user.BuildAsync(Project.Run, logger, "-p:StreamParameters=status=7", $"-p:StreamResultsDirectory={user.File("out")}");

        build.ExitCode.ShouldBe(1);
        var plain = Colours().Replace(build.Output, "");
        plain.ShouldContain("test.csproj(8,1): error SL5102: ");
        build.Output.ShouldContain("Pair: one/1-work on local failed: exit status 7: no route to host");
        build.Output.ShouldContain($"Results: {user.File("out/Pair")}");
        plain.ShouldContain("Pair failed (1 stream, 1 nested test, ");
        plain.Split('\n').Count(line => line.Contains("SL5102", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(2);
        plain.ShouldContain(logger == "-tl:on" ? "failed with 1 error(s)" : "1 Error(s)");
        build.Output.ShouldNotContain("warning SL");
        plain.ShouldNotContain("50000");
        if (logger == "-tl:off") plain.Split('\n').Length.ShouldBeLessThan(40);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Everything_that_is_wrong_with_the_items_is_named_at_once_with_its_line()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project.With($"""
            {Project.OneStream}
            <NestedTest Include="a" Stream="oen" Command="true" />
            <NestedTest Include="b" Stream="one" />
            <NestedTest Include="c" Stream="one" Command="true" Timeout="soon" Background="perhaps" />
            <NestedTest Include="d" Stream="one" Command="true" Needs="one/x" />
            """));

        var build = await user.BuildAsync(Project.Run);

        build.ExitCode.ShouldBe(1);
        var file = user.File("test.csproj");
        build.Output.ShouldContain($"{file}(8,1): error SL5114: NestedTest a: it runs in the stream oen, which is not declared. Declared are: one.");
        build.Output.ShouldContain($"{file}(9,1): error SL1082: NestedTest b: give it exactly one of Command, Script, Class, Barrier, Stop, Kill, Signal and Start.");
        build.Output.ShouldContain($"{file}(10,1): error SL1050: NestedTest c, Timeout: 'soon' is no length of time");
        build.Output.ShouldContain($"{file}(10,1): error SL1086: NestedTest c, Background: 'perhaps' is neither true nor false.");
        build.Output.ShouldContain($"{file}(11,1): error SL1026: Step one/d of Pair needs one/x, but stream one has no step x.");
        build.Output.ShouldContain("5 Error(s)");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_outer_build_of_a_list_of_frameworks_runs_its_tests_once_with_many_threads_too()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project.With($"""
            {Project.OneStream}
            <NestedTest Include="work" Stream="one" Command="echo once &gt;&gt; $PARAM_FILE" />
            """, properties: "<TargetFrameworks>net10.0</TargetFrameworks>"));
        var file = user.File("runs");

        var build = await user.BuildAsync(Project.Run, "-mt", $"-p:StreamParameters=file={file}");

        build.ExitCode.ShouldBe(0, build.Output);
        (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(["once"]);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Nothing_runs_in_a_build_by_an_editor_or_in_one_that_does_not_ask()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project.With($"""
            {Project.OneStream}
            <NestedTest Include="work" Stream="one" Command="touch $PARAM_FILE" Params="file={user.File("ran")}" />
            """));

        (await user.BuildAsync(Project.Run, "-p:DesignTimeBuild=true")).ExitCode.ShouldBe(0);
        (await user.BuildAsync("--no-restore")).ExitCode.ShouldBe(0);

        File.Exists(user.File("ran")).ShouldBeFalse();
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Colours();
}
