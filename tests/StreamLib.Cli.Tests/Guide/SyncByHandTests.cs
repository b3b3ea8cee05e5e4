using StreamLibTesting;

namespace StreamLibCliTests.Guide;

/// <summary>The page docs/guide/sync-by-hand.md, line by line against a real server and real jobs.</summary>
public class SyncByHandTests
{
    private static readonly IReadOnlyDictionary<string, List<Block>> Sections = Page.Read("sync-by-hand.md");

    [Fact]
    public void Each_block_of_the_page_is_replayed() => Sections.Select(s => $"{s.Key}: {string.Join(", ", s.Value.Select(b => b.Kind))}").ShouldBe([
        "A server of your own: console server, nc, console, text server",
        "A build that runs, with nc: csharp plan, console, nc, nc, nc, nc, nc, text job",
        "A build that runs, with the tool: console, text job, console"]);

    [Fact(Timeout = 300_000)]
    public async Task A_server_of_your_own()
    {
        NetTools.Require("nc");
        await using var server = new SyncServerProcess();
        await server.StartAsync();
        var placeholders = new Placeholders(server.Address, server.Token);
        await using var nc = new NcDialog(placeholders);
        using var scratch = new Scratch();
        var console = new Console(placeholders, Tool.In(scratch.Folder));
        foreach (var block in Sections["A server of your own"])
        {
            switch (block.Kind)
            {
                case "console server":
                    block.Lines[0].ShouldBe("$ dotnet streams syncserver");
                    placeholders.Comparable(server.Output.Split('\n').Take(block.Lines.Length - 1)).ShouldBe(placeholders.Comparable(block.Lines.Skip(1)));
                    break;
                case "nc":
                    await nc.ReplayAsync(block);
                    break;
                case "console":
                    await console.ReplayAsync(block);
                    break;
                default:
                    var told = placeholders.Comparable(server.Output.Split('\n').Where(line => line.Length > 13).Select(line => line[13..]));
                    var expected = placeholders.Comparable(block.Lines);
                    told.Intersect(expected).ShouldBe(expected, server.Output);
                    break;
            }
        }
    }

    [Fact(Timeout = 300_000)]
    public Task A_build_that_runs_with_nc() => ReplayWithAJobAsync("A build that runs, with nc");

    [Fact(Timeout = 300_000)]
    public Task A_build_that_runs_with_the_tool() => ReplayWithAJobAsync("A build that runs, with the tool");

    private static async Task ReplayWithAJobAsync(string section)
    {
        NetTools.Require("nc");
        await using var job = new RunningMeeting();
        await job.HangsAsync();
        var (address, token) = job.Door();
        var placeholders = new Placeholders(address, token);
        await using var nc = new NcDialog(placeholders);
        var console = new Console(placeholders, job.Options);
        foreach (var block in Sections[section])
        {
            switch (block.Kind)
            {
                case "csharp plan":
                    var source = await File.ReadAllTextAsync(Repository.PathOf("tests", "Meeting", "Program.cs"), TestContext.Current.CancellationToken);
                    source.ShouldContain(string.Join('\n', block.Lines) + "\n// End of the plan");
                    break;
                case "nc":
                    await nc.ReplayAsync(block);
                    break;
                case "console":
                    await console.ReplayAsync(block);
                    break;
                default:
                    var ran = await job.WaitAsync();
                    ran.ExitCode.ShouldBe(1);
                    foreach (var line in block.Lines) ran.Output.ShouldContain(line);
                    File.Exists(job.SyncFile).ShouldBeFalse();
                    break;
            }
        }
    }
}
