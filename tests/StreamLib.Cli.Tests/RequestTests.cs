using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibCliTests;

public partial class RequestTests(SyncServerProcess server) : IClassFixture<SyncServerProcess>
{
    // What the connection of a command does by itself.
    private static readonly string[] NoCommands = ["quit"];

    [Fact(Timeout = 120_000)]
    public async Task There_is_a_command_for_each_request_of_the_server_with_its_words()
    {
        var requests = (await server.AskAsync("help")).EnsureSuccess().Lines.Select(line => line.Split(" - ")[0]).ToList();
        var commands = (await server.AskAsync("--help")).EnsureSuccess().Lines;

        requests.Count.ShouldBeGreaterThan(20);
        foreach (var request in requests)
        {
            var verb = request.Split(' ')[0];
            if (NoCommands.Contains(verb) || request.Contains(" --any ", StringComparison.Ordinal)) continue;
            var command = commands.SingleOrDefault(line => Regex.IsMatch(line, $"^{verb}( |$)"));
            command.ShouldNotBeNull($"The tool has no command for the request '{request}'.");
            // The token of hello is an option.
            var words = verb == "hello" ? [] : Word().Matches(request).Select(m => m.Value).ToArray();
            Word().Matches(string.Join(' ', command.Split("  ")[0].Split(' ').Where(w => w.StartsWith('<') && w != "<COMMAND>"))).Select(m => m.Value).ShouldBe(words, request);
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData("hello --name bob", 0, "scope=default party=bob")]
    [InlineData("barrier alone 1", 0, "alone 1")]
    [InlineData("barrier late 2 0", 4, "", "error SL4001: barrier late did not fill within 0 s: 1 of 2 arrived: anon-N; missing: 1 more")]
    [InlineData("barrier late0 x", 2, "", "error SL4006: barrier late0: scope default has no stream x; streams are: none")]
    [InlineData("signal up", 0, "1")]
    [InlineData("reached down 1 0", 4, "", "error SL4001: reached down: down was signalled 0 times, not 1, within 0 s")]
    [InlineData("get nobody 0", 4, "", "error SL4001: get nobody: key nobody was not set within 0 s")]
    [InlineData("unlock free", 2, "", "error SL4006: unlock free: lock free is not held")]
    [InlineData("status", 0, null)]
    [InlineData("ping", 0, "")]
    [InlineData("stream client1", 0, "")]
    [InlineData("doing client1/1-x working hard", 0, "")]
    [InlineData("line client1/1-x 10 %", 0, "")]
    [InlineData("deadline 86400", 0, "")]
    [InlineData("leave client1", 0, "")]
    [InlineData("release nic", 2, "", "error SL4006: release nic: lock nic is not held")]
    [InlineData("ended nobody passed", 2, "", "error SL4006: ended nobody: no party nobody has joined")]
    [InlineData("ping --as nobody", 2, "", null)]
    [InlineData("ping --token wrong", 1, "", "error SL4005: hello: the token is not known here")]
    [InlineData("ping --as a --name b", 2, "", "error SL4104: --as and --name both say who you are: give one of them.")]
    [InlineData("lock a 1 2", 2, "", "error SL4104: lock a 1 2: write lock NAME [SECONDS] [-- COMMAND], with the dashes before the command.")]
    [InlineData("lock a", 2, "", "error SL4106: lock a: on a server that stands alone a party ends with its connection, and this lock with it. Give what needs the lock: lock a -- COMMAND.")]
    [InlineData("lock a -- no-such-program", 127, "", null)]
    [InlineData("lock a -- /etc/passwd", 126, "", null)]
    [InlineData("set \nkey value", 2, "", null)]
    public async Task Standard_output_has_the_answer_and_the_exit_code_says_what_came_of_it(string line, int exitCode, string? output, string? error = "")
    {
        var ran = await server.AskAsync(line.Split(' '));
        ran.ExitCode.ShouldBe(exitCode, ran.ToString());
        if (output is not null) ran.Output.Trim().ShouldBe(output);
        if (error is not null) Anonymous().Replace(ran.Error.Trim(), "anon-N").ShouldStartWith(error);
        ran.Error.ShouldNotContain("   at ");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_value_arrives_as_it_was_given()
    {
        (await server.AskAsync("set", "k1", " two  blanks, a dash -x and ünïcode ")).EnsureSuccess().Output.ShouldBe("");
        (await server.AskAsync("get", "k1")).EnsureSuccess().Output.ShouldBe(" two  blanks, a dash -x and ünïcode \n");
        (await server.AskAsync("set", "k1", "")).EnsureSuccess();
        (await server.AskAsync("get", "k1")).EnsureSuccess().Output.ShouldBe("\n");
        (await server.AskAsync("set", "k1", "--", "--help", "@file")).EnsureSuccess();
        (await server.AskAsync("get", "k1")).EnsureSuccess().Output.ShouldBe("--help @file\n");
        var two = await server.AskAsync("set", "k1", "two\nlines");
        (two.ExitCode, two.Error).ShouldBe((2, "error SL4006: set k1: a value is one line without control characters: encode what has more, as JSON or base64\n"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Messages_are_read_one_by_one_or_followed()
    {
        (await server.AskAsync("send", "t1", "one")).EnsureSuccess().Output.ShouldBe("1\n");
        (await server.AskAsync("send", "t1", "two", "--name", "bob")).EnsureSuccess().Output.ShouldBe("2\n");
        (await server.AskAsync("receive", "t1", "1", "5")).EnsureSuccess().Output.ShouldBe("2 bob two\n");
        var followed = await server.AskAsync("receive", "t1", "1", "0", "--follow");
        (followed.ExitCode, followed.Output).ShouldBe((4, "2 bob two\n"));
        (await server.AskAsync("receive", "t1", "0", "0", "--follow")).Output.ShouldMatch("^1 anon-\\d+ one\n2 bob two\n$");
    }

    [Fact(Timeout = 120_000)]
    public async Task Control_requests_reach_other_parties_and_scopes()
    {
        var control = (await server.AskAsync("scope", "other")).EnsureSuccess().Output.Trim();
        (await server.AskAsync("join", "c/1-x", "c", "client", "--token", control)).EnsureSuccess().Output.ShouldMatch("^[0-9a-f]{32}\n$");
        (await server.AskAsync("lock", "nic", "--as", "c/1-x", "--token", control)).EnsureSuccess();
        (await server.AskAsync("status", "--token", control)).EnsureSuccess().Output.ShouldContain("lock nic: c/1-x has held it for ");
        (await server.AskAsync("release", "nic", "--token", control)).EnsureSuccess();
        (await server.AskAsync("break", "setup", "no", "route", "--token", control)).EnsureSuccess();
        var broken = await server.AskAsync("barrier", "setup", "--as", "c/1-x", "--token", control);
        (broken.ExitCode, broken.Error).ShouldBe((1, "error SL4002: barrier setup: no route\n"));
        var nobody = await server.AskAsync("barrier", "setup2", "--token", control);
        (nobody.ExitCode, nobody.Error).ShouldBe((2, "error SL4006: barrier setup2: a control connection is no party and arrives at no barrier: say whom you play with --as PARTY; joined are: c/1-x\n"));
        (await server.AskAsync("ended", "c/1-x", "failed", "exit", "1", "--token", control)).EnsureSuccess();
        (await server.AskAsync("seal", "--token", control)).EnsureSuccess();
        (await server.AskAsync("fail", "seen enough", "--token", control)).EnsureSuccess();
        (await server.AskAsync("status", "--token", control)).EnsureSuccess().Lines.Take(2).ShouldBe(["scope other, sealed; nobody has joined yet", "failed: seen enough"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_an_address_or_a_server_behind_it_it_says_where_one_could_be()
    {
        using var scratch = new Scratch();
        var none = await Tool.RunAsync(Tool.In(scratch.Folder), "sync", "ping");
        (none.ExitCode, none.Error).ShouldBe((2, "error SL4102: No sync server is given. Write --attach results/latest for a build that runs, or --sync HOST:PORT, or set STREAMLIB_SYNC.\n"));
        var nobody = await Tool.RunAsync(Tool.In(scratch.Folder), "sync", "--sync", "127.0.0.1:1", "ping");
        (nobody.ExitCode, nobody.Error).ShouldBe((3, "error SL4008: connect to 127.0.0.1:1: Connection refused; is the job that started this sync server still running?\n"));
        (await Tool.RunAsync(Tool.In(scratch.Folder), "sync", "--sync", "nowhere", "ping")).ExitCode.ShouldBe(2);
        var noToken = await Tool.RunAsync(Tool.In(scratch.Folder), "sync", "--sync", server.Address, "ping");
        (noToken.ExitCode, noToken.Error).ShouldBe((1, $"error SL4005: hello: the server at {server.Address} wants a token: give --token-file FILE, or set STREAMLIB_TOKEN\n"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Something_else_that_listens_there_is_no_sync_server()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using var asking = server.Start("--sync", $"{listener.LocalEndpoint}", "ping");
        using var peer = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await peer.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var ran = await asking.WaitAsync(TestContext.Current.CancellationToken);
        (ran.ExitCode, ran.Error).ShouldBe((3, "error SL4006: hello: 'HTTP/1.1 400 Bad Request' is no reply of a sync server\n"));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_token_may_lie_in_a_file()
    {
        await File.WriteAllTextAsync(server.File("token"), server.Token + "\n", TestContext.Current.CancellationToken);
        (await server.AskAsync("ping", "--token-file", "token")).EnsureSuccess();
        var none = await server.AskAsync("ping", "--token-file", "nothing");
        none.ExitCode.ShouldBe(2);
        none.Error.ShouldStartWith("error SL4105: The token file 'nothing' cannot be read: ");
    }

    [GeneratedRegex("[A-Z]{3,}")]
    private static partial Regex Word();

    [GeneratedRegex("anon-\\d+")]
    private static partial Regex Anonymous();
}
