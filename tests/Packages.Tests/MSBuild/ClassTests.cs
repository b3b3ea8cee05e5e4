namespace PackagesTests.MSBuild;

/// <summary>Test projects with classes run them from their own build output.</summary>
public sealed class ClassTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    private const string Classes = """
        using StreamLib.Jobs;
        using StreamLib.Plans;
        using StreamLib.Tests;

        if (File.Exists("no-config")) throw new InvalidOperationException("the configuration is missing");
        return await StreamLib.TestApplication.RunAsync(args);

        sealed class Greet : NestedTest
        {
            protected override async Task Test()
            {
                await Sync.Barrier("met");
                Metric("answer", 42, "");
                if (Params.Get("fail", "") == Stream) throw new InvalidOperationException("no greeting for me");
            }
        }

        sealed class Both : MultiStreamTest
        {
            protected override Plan Streams(Plan plan) => plan.Stream("one").Stream("two");

            protected override Task Test(StreamSet streams) => Task.WhenAll(streams.Select(stream => stream.Run<Greet>()));
        }
        """;

    [Fact(Timeout = 5 * Minutes)]
    public async Task A_project_runs_its_classes_after_it_has_built_them()
    {
        using var user = new UserFolder(feed);
        user.Write("Program.cs", Classes);
        user.Write("test.csproj", Project.With("""
            <PackageReference Include="StreamLib.TestApplication" Version="0.1.0" />
            <MultiStreamTest Include="Both" Class="Both" />
            <MultiStreamTest Include="Mixed" />
            <TestStream Include="first" Test="Mixed" /><TestStream Include="second" Test="Mixed" />
            <NestedTest Include="greet" Test="Mixed" Stream="first" Class="Greet" />
            <NestedTest Include="wait" Test="Mixed" Stream="second" Command="stream-sync barrier met" />
            """, """
            <Target Name="Tell" AfterTargets="MultiStreamTestsRan">
              <Message Importance="high" Text="ended @(StreamTestOutcome->'%(Identity) %(Outcome)'), metrics @(StreamMetric->'%(Test)/%(Stream) %(Value)')." />
            </Target>
            """, "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings>"));

        var built = await user.BuildAsync(Project.Run);
        built.ExitCode.ShouldBe(0, built.Output);
        built.Output.ShouldContain("ended Both Pass;Mixed Pass, metrics Both/one 42;Both/two 42;Mixed/first 42.");

        var failed = await user.BuildAsync(Project.Run, "--no-restore", "-p:NoBuild=true", "-p:StreamTests=Both", "-p:StreamParameters=fail=two");
        failed.ExitCode.ShouldBe(1);
        failed.Output.ShouldContain($"{user.File("Program.cs")}(14): error SL5102: Both: two/1-Greet on local failed: no greeting for me", customMessage: failed.Output);
        failed.Output.ShouldContain("1 Error(s)");

        // The results of the run before are still there.
        user.Write("no-config", "");
        var crashed = await user.BuildAsync(Project.Run, "--no-restore", "-p:NoBuild=true", "-p:StreamTests=Both");
        crashed.ExitCode.ShouldBe(1);
        crashed.Output.ShouldContain("error SL5121: the test application ended with exit code 134 before its test had", customMessage: crashed.Output);
        crashed.Output.ShouldContain("the configuration is missing");
        File.Delete(user.File("no-config"));

        var unknown = await user.BuildAsync(Project.Run, "--no-restore", "-p:NoBuild=true", "-p:StreamTests=Both", "-p:StreamTimeout=soon");
        unknown.ExitCode.ShouldBe(1);
        unknown.Output.ShouldContain("error SL1050: StreamTimeout: 'soon' is no length of time");

        var tested = await user.DotnetWithPackagesAsync("test", "--no-build", "-p:RunMultiStreamTestsWithDotnetTest=true");
        tested.ExitCode.ShouldBe(0, tested.Output);
        tested.Output.ShouldContain("Both passed (2 streams, 2 nested tests");

        var off = await user.DotnetWithPackagesAsync("test", "--no-build");
        off.Output.ShouldNotContain("Both passed");
    }
}
