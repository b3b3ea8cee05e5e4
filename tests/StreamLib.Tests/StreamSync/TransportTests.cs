using StreamLibTests.Sync;

namespace StreamLibTests.StreamSync;

/// <summary>stream-sync over TCP with whatever a host has to connect with, one at a time, under every shell.</summary>
public class TransportTests
{
    public static TheoryData<string, string> All => [.. from shell in Shells from tool in ToolFolder.Tools select (shell, tool)];

    public static TheoryData<string> Tools => [.. ToolFolder.Tools];

    private static string[] Shells => ["dash", "bash", "busybox"];

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(All))]
    public async Task One_tool_is_enough(string shell, string tool)
    {
        const string Value = """  50% \n "a" 'b' \\ ä  """;
        using var tools = ToolFolder.With(tool);
        await using var host = await SyncHost.OverTcpAsync(shell, tools.Path);
        var command = host.Command(Lab.Client1, """
            stream-sync set k "$VALUE" && stream-sync get k && stream-sync barrier b 1 && stream-sync get none 0; echo $?; stream-sync help >/dev/null && echo help
            STREAMLIB_TOKEN=wrong stream-sync ping; echo $?
            """);
        var result = await host.Host.RunAsync(command with { Environment = command.Environment.Add("VALUE", Value) }, SyncHost.Ct);
        result.Output.ShouldBe($"{Value}\nb 1\n4\nhelp\n1\n", result.Error);
        result.Error.ShouldStartWith("error SL4001: get none: key none was not set within 0 s");
        result.Error.ShouldEndWith("error SL4005: hello: the token is not known here\n");
        (await host.LeftAsync()).ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Tools))]
    public async Task A_line_may_be_as_long_as_the_protocol_allows(string tool)
    {
        using var tools = ToolFolder.With(tool);
        await using var host = await SyncHost.OverTcpAsync("dash", tools.Path);
        var value = new string('x', 60_000) + "end";
        await host.Lab.Scope.As(Lab.Client2).Set("long", value, SyncHost.Ct);
        (await host.RunAsync(Lab.Client1, "v=$(stream-sync get long) && stream-sync set copy \"$v\"")).ShouldBe((0, "", ""));
        (await host.Lab.Scope.As(Lab.Client2).Get("copy", TimeSpan.Zero, SyncHost.Ct)).ShouldBe(value);
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Tools))]
    public async Task A_server_that_nobody_answers_at_is_status_3(string tool)
    {
        using var tools = ToolFolder.With(tool);
        await using var host = await SyncHost.OverTcpAsync("dash", tools.Path);
        await host.Lab.Sync.DisposeAsync();
        var (status, output, error) = await host.RunAsync(Lab.Client1, "stream-sync ping");
        (status, output).ShouldBe((3, ""));
        error.ShouldStartWith($"error SL4008: connect to {host.Address}: nobody ");
        (await host.LeftAsync()).ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Tools))]
    public async Task A_server_that_ends_ends_the_wait(string tool)
    {
        using var tools = ToolFolder.With(tool);
        await using var host = await SyncHost.OverTcpAsync("dash", tools.Path);
        var waiting = await host.StartAsync(Lab.Client1, "stream-sync barrier setup 2");
        await host.Lab.Log.Has("1 of 2");
        await host.Lab.Sync.DisposeAsync();
        (await waiting.Completion).ExitCode.ShouldNotBe(0);
        (await host.LeftAsync()).ShouldBeEmpty();
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Tools))]
    public Task Interrupting_it_breaks_the_barrier_at_once(string tool) => EndingTests.BreaksAsync(
        async () =>
        {
            var tools = ToolFolder.With(tool);
            return (await SyncHost.OverTcpAsync("dash", tools.Path), tools);
        },
        "TERM", "INT", "KILL");

    [Fact(Timeout = 30_000)]
    public async Task Without_any_tool_it_says_what_it_looked_for()
    {
        using var tools = ToolFolder.With();
        await using var host = await SyncHost.OverTcpAsync("dash", tools.Path);
        (await host.RunAsync(Lab.Client1, "stream-sync ping")).ShouldBe(
            (3, "", $"error SL4008: connect to {host.Address}: this host has nothing to connect with: looked for bash, python3, socat, nc and busybox in PATH; install one of them\n"));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_token_is_on_no_command_line()
    {
        foreach (var tool in ToolFolder.Tools)
        {
            using var tools = ToolFolder.With(tool);
            await using var host = await SyncHost.OverTcpAsync("dash", tools.Path);
            await using var waiting = await host.StartAsync(Lab.Client1, "stream-sync barrier setup 2; true");
            await host.Lab.Log.Has("1 of 2");
            var all = Directory.GetDirectories("/proc").Select(p => Path.Combine(p, "cmdline")).Where(File.Exists).Select(ReadOrNothing).ToList();
            all.ShouldContain(line => line.Contains("stream-sync", StringComparison.Ordinal));
            all.ShouldAllBe(line => !line.Contains(host.Lab.TokenOf(Lab.Client1), StringComparison.Ordinal));
        }

        static string ReadOrNothing(string file)
        {
            try
            {
                return File.ReadAllText(file);
            }
            catch (IOException)
            {
                return "";
            }
        }
    }
}
