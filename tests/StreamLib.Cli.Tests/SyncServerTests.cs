using System.Text.RegularExpressions;
using StreamLibTesting;

namespace StreamLibCliTests;

public class SyncServerTests
{
    [Fact(Timeout = 120_000)]
    public async Task It_shows_where_it_is_and_lines_to_paste_that_work()
    {
        await using var server = new SyncServerProcess();
        await server.StartAsync("--scope", "lab");
        var port = server.Address.Split(':')[1];
        var greeting = server.Output.Replace(server.Token, "TOKEN", StringComparison.Ordinal).Replace(port, "PORT", StringComparison.Ordinal);
        Snapshot.Matches(string.Join('\n', greeting.Split('\n').Take(5)), "greeting");

        // Pasted as it is; "me" then asks, and leaves.
        var nc = Regex.Match(server.Output, "^nc +(.*)$", RegexOptions.Multiline).Groups[1].Value;
        using var scratch = new Scratch();
        var dialog = await Shell.ScriptAsync(nc, Tool.In(scratch.Folder) with { Input = "set k v\nget k\nquit\n" }, TestContext.Current.CancellationToken);
        dialog.Output.ShouldBe("ok streamlib 1 scope=lab party=me\nok\nok v\nok\n");
        var tool = Regex.Match(server.Output, "^tool +(.*)$", RegexOptions.Multiline).Groups[1].Value;
        (await Shell.ScriptAsync(tool, Tool.In(scratch.Folder), TestContext.Current.CancellationToken)).EnsureSuccess().Output.ShouldContain("key k: set\n");
        await server.SawAsync(" me set k\n");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_in_order_and_who_waits_is_told(string signal)
    {
        await using var server = new SyncServerProcess();
        await server.StartAsync();
        await using var waiting = server.Start("barrier", "meet", "2", "--name", "bob");
        await server.SawAsync("bob arrived at barrier meet, 1 of 2");
        await server.SignalAsync(signal);
        var ended = await server.WaitAsync();
        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Output.ShouldContain(" the server ends\n");
        var told = await waiting.WaitAsync(TestContext.Current.CancellationToken);
        (told.ExitCode, told.Error).ShouldBe((1, "error SL4008: barrier meet: the sync server has ended\n"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public async Task In_a_terminal_it_has_colours_unless_they_are_not_wanted_and_ends_by_a_key(string? noColor, bool hasColours)
    {
        using var scratch = new Scratch();
        await using var terminal = Pty.Start($"exec dotnet {Tool.Assembly} syncserver --no-token", Tool.In(scratch.Folder, ("NO_COLOR", noColor)));
        await terminal.WaitForOutputAsync("dotnet streams sync status", TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        await terminal.SendAsync(Pty.Interrupt);
        var ran = await terminal.WaitAsync(TestContext.Current.CancellationToken);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Output.ShouldContain("none: everybody on this machine may take part");
        ran.Output.Contains("\e[1maddress\e[0m", StringComparison.Ordinal).ShouldBe(hasColours);
        if (!hasColours) ran.Output.ShouldNotContain("\e[3");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_that_was_kept_from_others_is_not_shown()
    {
        using var scratch = new Scratch();
        await File.WriteAllTextAsync(scratch.File("my token"), "s3cret\n", TestContext.Current.CancellationToken);
        await using var fromFile = Tool.Start(Tool.In(scratch.Folder), "syncserver", "--token-file", "my token");
        await using var fromVariable = Tool.Start(Tool.In(scratch.Folder, ("STREAMLIB_TOKEN", "s3cret")), "syncserver");
        (await Tool.LineAsync(fromFile, "token")).ShouldBe("\"$(cat 'my token')\"");
        (await Tool.LineAsync(fromVariable, "token")).ShouldBe("\"$STREAMLIB_TOKEN\"");
        var tool = await Tool.LineAsync(fromFile, "tool");
        (await Shell.ScriptAsync(tool, Tool.In(scratch.Folder), TestContext.Current.CancellationToken)).EnsureSuccess();
        (fromFile.Output + fromVariable.Output).ShouldNotContain("s3cret");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(2, "error SL4101: --listen 4711x: write IP:PORT, as in 127.0.0.1:4711, [::1]:4711 or 0.0.0.0:4711, or a PORT on loopback; port 0 takes a free one.", "--listen", "4711x")]
    [InlineData(2, "error SL4101: --listen 1.2:4711: write IP:PORT, as in 127.0.0.1:4711, [::1]:4711 or 0.0.0.0:4711, or a PORT on loopback; port 0 takes a free one.", "--listen", "1.2:4711")]
    [InlineData(2, "error SL4006: listen on 0.0.0.0:0: only on loopback may parties come without a token: give a token, or listen on 127.0.0.1", "--listen", "0.0.0.0:0", "--no-token")]
    [InlineData(2, "error SL4006: listen on 127.0.0.1:0: a token is one word of at most 256 characters", "--token", "two words")]
    [InlineData(2, "error SL4006: scope: the name 'two words' holds a blank or a control character: use letters, digits, - _ . / :", "--scope", "two words")]
    [InlineData(2, "error SL4104: --token and --token-file both give a token: give one of them.", "--token", "a", "--token-file", "b")]
    [InlineData(2, "error SL4104: --no-token lets everybody in, and a token is given as well: leave one of them out.", "--no-token", "--token", "a")]
    [InlineData(3, "error SL4008: listen on 192.0.2.1:0: Cannot assign requested address; port 0 takes a free one", "--listen", "192.0.2.1:0")]
    public async Task What_cannot_be_is_told_with_a_code_and_a_way_out(int exitCode, string error, params string[] arguments)
    {
        using var scratch = new Scratch();
        var ran = await Tool.RunAsync(Tool.In(scratch.Folder), ["syncserver", .. arguments]);
        (ran.ExitCode, ran.Output, ran.Error).ShouldBe((exitCode, "", error + "\n"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var first = new SyncServerProcess();
        await first.StartAsync("--listen", "[::1]:0");
        using var scratch = new Scratch();
        var second = await Tool.RunAsync(Tool.In(scratch.Folder), "syncserver", "--listen", first.Address);
        (second.ExitCode, second.Error).ShouldBe((3, $"error SL4008: listen on {first.Address}: Address already in use; port 0 takes a free one\n"));
        (await first.AskAsync("ping")).EnsureSuccess();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_reader_that_has_gone_does_not_end_it()
    {
        using var scratch = new Scratch();
        await using var piped = Shell.Start("sh", ["-c", $$"""
            mkfifo out; dotnet {{Tool.Assembly}} syncserver > out &
            { read a address; read b token; } < out
            echo "address $address"; echo "token $token"; read end
            kill -TERM $!; wait $!; echo "ended $?"
            """], Tool.In(scratch.Folder) with { KeepInputOpen = true });
        var (address, token) = (await Tool.LineAsync(piped, "address"), await Tool.LineAsync(piped, "token"));
        (await Tool.RunAsync(Tool.In(scratch.Folder, ("STREAMLIB_TOKEN", token)), "sync", "--sync", address, "set", "k", "v")).EnsureSuccess();
        await piped.SendAsync("\n");
        (await piped.WaitAsync(TestContext.Current.CancellationToken)).Output.ShouldEndWith("ended 0\n");
    }
}
