namespace PackagesTests.Cake;

/// <summary>What the README of the repository shows runs as it stands, with the packed packages alone.</summary>
public sealed class ReadmeTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_cake_script_runs()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Repository.Snippet("README.md", "csharp", "## Start from a Cake script"));

        var run = await user.DotnetAsync("cake");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("hello");
        File.ReadAllLines(user.File("build.cake")).Length.ShouldBeLessThanOrEqualTo(15);

        var flags = await user.DotnetAsync("cake", "--until-fail", "--no-skip", "--repeat=2", "--exclusive-hosts", "--verify-cache");

        flags.ExitCode.ShouldBe(0, flags.Output);
        flags.Output.ShouldContain("Hello: 2 runs: 2 passed");
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_program_that_uses_the_library_runs()
    {
        using var user = new UserFolder(feed);
        user.Write("Hello.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="StreamLib" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        user.Write("Program.cs", Repository.Snippet("README.md", "csharp", "## Start from the library"));
        var build = await user.BuildAsync();
        build.ExitCode.ShouldBe(0, build.Output);

        var run = await user.DotnetAsync("bin/Debug/net10.0/Hello.dll");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldMatch("two +[|] hello from two");
        run.Output.ShouldContain("Hello passed (2 streams, ");

        var wrong = await user.DotnetAsync("bin/Debug/net10.0/Hello.dll", "--host=ssh:h1");

        wrong.ExitCode.ShouldBe(2, wrong.Output);
        wrong.Output.ShouldStartWith("error SL1054: There is no option --host: write --hosts. ");
    }
}
