using System.Globalization;
using System.Text.Json;

namespace PackagesTests.MSBuild;

/// <summary>Whatever ends a build in mid-run: no process of a stream is left, and the results say that it was cancelled.</summary>
public sealed class EndingTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Theory(Timeout = 3 * Minutes)]
    [InlineData("INT", 1)]
    [InlineData("TERM", 0)] // MSBuild answers it so.
    [InlineData("KILL", 137)]
    public async Task Nothing_is_left_after(string signal, int exitCode)
    {
        using var user = new UserFolder(feed);
        user.Write("test.csproj", Project.With($"""
            {Project.OneStream}
            <NestedTest Include="work" Stream="one" Command="echo $$ &gt; $PARAM_FILE.tmp; mv $PARAM_FILE.tmp $PARAM_FILE; exec sleep 600" Params="file={user.File("pid")}" />
            """));
        await using var build = user.StartBuild("build", Project.Run, "-m:1");
        while (!File.Exists(user.File("pid"))) await Task.Yield();
        var pid = int.Parse(user.Read("pid"), CultureInfo.InvariantCulture);

        build.Signal(signal);
        var ended = await build.EndAsync();

        ended.ExitCode.ShouldBe(exitCode, ended.Output);
        await Signals.EndedAsync(pid);
        using var results = JsonDocument.Parse(user.Read("obj/Debug/net10.0/streams/Pair/results.json"));
        results.RootElement.GetProperty("outcome").GetString().ShouldBe("cancelled");
        user.Read("obj/Debug/net10.0/streams/Pair/TEST-Pair.xml").ShouldContain("type=\"cancelled\"");
    }
}
