using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace PackagesTests.MSBuild;

/// <summary>The sync server that a build embeds: one for all its projects, on however many nodes or threads.</summary>
public sealed partial class MeetingTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    private const string Meet = """
        <Target Name="Meet" AfterTargets="Build">
          <SyncSet Key="from-$(MSBuildProjectName)" Value="$(MSBuildProjectName) was here" />
          <SyncBarrier Name="met" Count="2" Timeout="60s" />
          <SyncGet Key="from-$(Other)"><Output TaskParameter="Value" PropertyName="Heard" /></SyncGet>
          <StartSyncServer><Output TaskParameter="Address" PropertyName="Server" /></StartSyncServer>
          <Message Importance="high" Text="$(MSBuildProjectName) heard: $(Heard); server $(Server)." />
          <Exec Command="[ &quot;$STREAMLIB_SYNC&quot; = $(Server) ] &amp;&amp; [ ${#STREAMLIB_TOKEN} = 32 ] &amp;&amp; $(Then)" />
        </Target>
        """;

    [Theory(Timeout = 5 * Minutes)]
    [InlineData("-m:4")]
    [InlineData("-m:4", "-mt")]
    public async Task Two_projects_of_a_solution_meet_at_a_barrier(params string[] nodes)
    {
        using var user = Solution("true");

        var build = await user.BuildAsync([.. nodes, "All.slnx"]);

        build.ExitCode.ShouldBe(0, build.Output);
        build.Output.ShouldContain("a heard: b was here; server ");
        build.Output.ShouldContain("b heard: a was here; server ");
        var servers = Server().Matches(build.Output).Select(match => match.Groups[1].Value).Distinct().ShouldHaveSingleItem();
        await IsGone(servers);
    }

    [Fact(Timeout = 5 * Minutes)]
    public async Task The_server_ends_with_a_build_that_is_killed()
    {
        using var user = Solution("echo both met &amp;&amp; exec sleep 600");
        await using var build = user.StartBuild("build", "-m:4", "All.slnx");
        await build.SawAsync("b heard: a was here");
        await build.SawAsync("a heard: b was here");
        var server = Server().Match(build.OutputSoFar).Groups[1].Value;

        var others = Signals.DescendantsOf(build.Id);

        build.Signal("KILL");

        await IsGone(server);
        // MSBuild itself leaves what Exec has started, and now and then a node.
        foreach (var id in others) Signals.Send("KILL", id);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Projects_of_one_name_are_two_parties()
    {
        using var user = new UserFolder(feed);
        foreach (var folder in new[] { "x", "y" })
            user.Write($"{folder}/app.csproj", Project.With("", """<Target Name="Meet"><SyncBarrier Name="met" Count="2" Timeout="60s" /></Target>"""));
        user.Write("all.proj", """
            <Project>
              <Target Name="Restore"><MSBuild Projects="x/app.csproj;y/app.csproj" Targets="Restore" /></Target>
              <Target Name="Run"><MSBuild Projects="x/app.csproj;y/app.csproj" Targets="Meet" BuildInParallel="true" /></Target>
            </Project>
            """);

        var build = await user.BuildAsync("-t:Run", "-m:2", "all.proj");

        build.ExitCode.ShouldBe(0, build.Output);
    }

    private UserFolder Solution(string then)
    {
        var user = new UserFolder(feed);
        foreach (var (name, other) in new[] { ("a", "b"), ("b", "a") })
            user.Write($"{name}/{name}.csproj", Project.With("", Meet, $"<TargetFramework>net10.0</TargetFramework><Other>{other}</Other><Then>{then}</Then>"));
        user.Write("All.slnx", """<Solution><Project Path="a/a.csproj" /><Project Path="b/b.csproj" /></Solution>""");
        return user;
    }

    private static async Task IsGone(string server)
    {
        while (true)
        {
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await client.ConnectAsync(IPEndPoint.Parse(server), TestContext.Current.CancellationToken);
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode == SocketError.ConnectionRefused) return;
            }
        }
    }

    [GeneratedRegex(@"server ([\d.]+:\d+)\.")]
    private static partial Regex Server();
}
