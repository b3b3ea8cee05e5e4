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

    [Fact(Timeout = 3 * Minutes)]
    public async Task No_secret_and_no_token_is_in_a_binary_log()
    {
        const string Password = "pl4nted-s3cret-w0rd";
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project("<NestedTest Include=\"work\" Stream=\"one\" Command=\"echo $PARAM_PASSWORD $STREAMLIB_TOKEN; printf %s $STREAMLIB_TOKEN &gt; $PARAM_FILE; exit 7\" />"));
        var token = user.File("token");
        Environment.SetEnvironmentVariable("PLANTED", Password);
        var build = await user.BuildAsync(Target, $"-bl:{user.File("build.binlog")}", "-p:StreamSecrets=password=env:PLANTED", $"-p:StreamParameters=file={token}");
        Environment.SetEnvironmentVariable("PLANTED", null);

        build.ExitCode.ShouldBe(1, build.Output);
        build.Output.ShouldContain("*** ***");
        using var log = new MemoryStream();
        await using (var packed = new System.IO.Compression.GZipStream(File.OpenRead(user.File("build.binlog")), System.IO.Compression.CompressionMode.Decompress))
            await packed.CopyToAsync(log, TestContext.Current.CancellationToken);
        var text = System.Text.Encoding.UTF8.GetString(log.ToArray());
        text.ShouldContain("password=env:PLANTED");
        user.Read("token").Length.ShouldBeGreaterThan(15);
        foreach (var hidden in new[] { Password, user.Read("token") })
        {
            text.ShouldNotContain(hidden);
            build.Output.ShouldNotContain(hidden);
        }
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
