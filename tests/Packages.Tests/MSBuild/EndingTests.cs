using System.Globalization;
using System.Text.Json;

namespace PackagesTests.MSBuild;

/// <summary>Whatever ends a build in mid-run: no process of a stream is left, and the results say that it was cancelled.</summary>
public sealed class EndingTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Theory(Timeout = 3 * Minutes)]
    [InlineData("INT", 1)]
    [InlineData("TERM", 130)] // MSBuild would answer it with 0.
    [InlineData("KILL", 137)]
    public async Task Nothing_is_left_after(string signal, int exitCode)
    {
        using var user = new UserFolder(feed);
        string[] projects = ["a", "b"];
        foreach (var name in projects)
        {
            user.Write($"{name}/{name}.csproj", Project.With($"""
                {Project.OneStream}
                <NestedTest Include="work" Stream="one" Command="echo $$ &gt; $PARAM_FILE.tmp; mv $PARAM_FILE.tmp $PARAM_FILE; exec sleep 600" Params="file={user.File($"{name}/pid")}" />
                """, """<Target Name="Serve" BeforeTargets="MultiStreamTestsRan"><StartSyncServer /></Target>"""));
        }

        // One is built by the process that is signalled, the other by a node of it.
        user.Write("all.proj", """
            <Project>
              <Target Name="Restore"><MSBuild Projects="a/a.csproj;b/b.csproj" Targets="Restore" /></Target>
              <Target Name="Run"><MSBuild Projects="a/a.csproj;b/b.csproj" Targets="RunMultiStreamTests" BuildInParallel="true" /></Target>
            </Project>
            """);
        await using var build = user.StartBuild("build", "-t:Run", "-m:2", "all.proj");
        await build.MadeAsync([.. projects.Select(name => user.File($"{name}/pid"))]);
        var sleeping = projects.Select(name => int.Parse(user.Read($"{name}/pid"), CultureInfo.InvariantCulture)).ToArray();
        var nodes = Signals.DescendantsOf(build.Id);
        ServerOf([build.Id, .. nodes]).ShouldHaveSingleItem();

        build.Signal(signal);
        var ended = await build.EndAsync();

        ended.ExitCode.ShouldBe(exitCode, ended.Output);
        if (signal == "INT") ended.Output.ShouldContain("error SL5104: Pair was cancelled.");
        foreach (var id in sleeping.Concat(nodes)) await Signals.EndedAsync(id);
        // Of a server whose own process is killed, a dead file is left, which the next one takes away.
        if (signal != "KILL") ServerOf([build.Id, .. nodes]).ShouldBeEmpty();
        foreach (var folder in projects.Select(name => $"{name}/obj/Debug/net10.0/streams/Pair"))
        {
            using var results = JsonDocument.Parse(user.Read($"{folder}/results.json"));
            results.RootElement.GetProperty("outcome").GetString().ShouldBe("cancelled");
            user.Read($"{folder}/TEST-Pair.xml").ShouldContain("type=\"cancelled\"");
        }
    }

    private static IEnumerable<string> ServerOf(IEnumerable<int> processes) =>
        processes.SelectMany(id => Directory.GetDirectories(Path.GetTempPath(), $"streamlib-build-{id}-*"));
}
