namespace PackagesTests.MSBuild;

/// <summary>The streams move to other machines without a change of the project: each way of saying so, as it is typed in a shell.</summary>
public sealed class HostListTests(PackageFeed feed)
{
    private const int Minutes = 60_000;
    private const string Build = "dotnet build -nodeReuse:false --no-restore -v:m -nologo -t:Hosts";

    [Fact(Timeout = 5 * Minutes)]
    public async Task Every_way_to_name_the_hosts_leads_there()
    {
        using var user = new UserFolder(feed);
        user.Write("lab.json", """{"hosts":{"h1":{"connect":"local:"},"h2":{"connect":"exec:env"}}}""");
        user.Write("test.csproj", Project.With("""
            <MultiStreamTest Include="Pair" />
            <TestStream Include="one" /><TestStream Include="two" />
            <NestedTest Include="work" Stream="one" Command="true" />
            <NestedTest Include="work" Stream="two" Command="true" />
            """, """
            <Target Name="Hosts" DependsOnTargets="RunMultiStreamTests"><Exec Command="grep -o 'hostname=.[a-z0-9]*' $(StreamResultsDirectory)/Pair/TEST-Pair.xml | tr '\n' ' '" StandardOutputImportance="high" /></Target>
            <Target Name="Own"><RunMultiStreamTest Tests="@(MultiStreamTest)" Streams="@(TestStream)" NestedTests="@(NestedTest)" /></Target>
            """));
        (await user.DotnetWithPackagesAsync("restore")).ExitCode.ShouldBe(0);

        async Task Run(string line, params (string, string?)[] environment)
        {
            var build = await user.TypeAsync(line, environment);
            build.ExitCode.ShouldBe(0, $"{line}\n{build.Output}");
            build.Output.ShouldContain("hostname=\"h1 hostname=\"h2", customMessage: $"{line}\n{build.Output}");
        }

        await Run($"{Build} '-p:StreamHosts=\"h1=local:;h2=exec:env\"'");
        await Run($"{Build} -p:StreamHosts=h1=local:%3Bh2=exec:env");
        await Run($"{Build} -p:StreamHosts=@lab.json");
        await Run(Build, ("STREAM_HOSTS", "h1=local:,h2=exec:env"));
        await Run($"{Build},Own '-p:StreamHosts=\"h1=local:;h2=exec:env\"' && cat results/Pair/TEST-Pair.xml | grep -o 'hostname=.[a-z0-9]*' | tr '\\n' ' '".Replace(",Own", "\\;Own", StringComparison.Ordinal));
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_list_of_hosts_that_is_none_is_an_error_before_anything_starts()
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project.With($"""{Project.OneStream}<NestedTest Include="work" Stream="one" Command="true" />"""));

        var build = await user.BuildAsync(Project.Run, "-p:StreamHosts=shh:h1");

        build.ExitCode.ShouldBe(1);
        build.Output.ShouldContain("error SL1101: ");
        Directory.Exists(user.File("obj/Debug/net10.0/streams")).ShouldBeFalse();
    }
}
