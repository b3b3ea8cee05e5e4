using StreamLibTesting;

namespace StreamLibCliTests;

/// <summary><c>dotnet streams run</c> with streams on the command line.</summary>
public sealed class RunStreamsTests : IDisposable
{
    private static readonly string[] ServerAndClient =
    [
        "--start", "server port=auto ready=port -- exec nc -l -k $STREAM_SERVER_ADDRESS $PORT",
        "--run", "client needs=server -- echo hello | nc -N $STREAM_SERVER_ADDRESS $STREAM_SERVER_PORT",
    ];

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_server_and_a_client_meet()
    {
        NetTools.Require("nc");
        var ran = await RunAsync(ServerAndClient);
        ran.ExitCode.ShouldBe(0, ran.ToString());
        ran.Output.ShouldContain("server   | hello");
        ran.Output.ShouldContain("Streams passed (2 streams, 2 nested tests");
        File.Exists(scratch.File("results", "latest", "TEST-Streams.xml")).ShouldBeTrue();
    }

    [Fact(Timeout = 120_000)]
    public async Task The_order_on_the_command_line_is_that_of_each_stream_and_all_that_a_test_can_have_can_be_said()
    {
        var ran = await RunAsync(
            "--name", "Said", "--test", "params=who=you matrix=size=1,2", "--stream", "b params=who=b",
            "--run", "a -- echo one $PARAM_WHO $PARAM_SIZE", "--run", "b -- echo two $PARAM_WHO", "--run", "a/last expect=fail -- exit 3", "--run", "b barrier='meet 1'");
        ran.ExitCode.ShouldBe(0, ran.ToString());
        foreach (var line in new[] { "one you 1", "one you 2", "two b", "2-last failed as expected", "2-meet", "Said-1 passed", "Said-2 passed" }) ran.Output.ShouldContain(line);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_did_not_arrive_is_in_the_log_and_in_every_report()
    {
        var ran = await Tool.RunAsync(Tool.In(scratch.Folder, ("STREAM_HOSTS", " ")), "run", "--run", "a -- sleep ${PARAM_SECONDS:-0}",
            "--param", "secnods=60", "--results=out");

        ran.ExitCode.ShouldBe(0, ran.ToString());
        foreach (var file in new[] { "job.log", "results.json", "TEST-Streams.xml", "Streams.trx" })
        {
            var text = await File.ReadAllTextAsync(scratch.File("out", file), TestContext.Current.CancellationToken);
            text.ShouldContain("STREAM_HOSTS is set and names no host: all streams run on this machine. (SL1130)", customMessage: file);
            text.ShouldContain("Nothing in Streams reads the parameter secnods ($PARAM_SECNODS). Did you mean seconds? (SL1132)",
                customMessage: file);
        }
    }

    [Theory(Timeout = 120_000)]
    [InlineData(1, "a -- exit 7", "")]
    [InlineData(3, "a -- true", "--hosts=exec:false")]
    [InlineData(3, "a -- true", "--hosts=x=exec:env PATH=/no/such")]
    public async Task The_exit_code_says_what_came_of_it(int exitCode, string step, string option) =>
        (await RunAsync(option.Length > 0 ? ["--run", step, option, "--test", "connect-timeout=2s"] : ["--run", step])).ExitCode.ShouldBe(exitCode);

    [Theory(Timeout = 120_000)]
    [InlineData("SL1120", "--run", "web-1 -- true", "--run", "web_1 -- true")]
    [InlineData("SL1121", "--run", "a -- true", "--param=my-nic=a", "--param=my_nic=b")]
    [InlineData("SL1123", "--run", "a -- true", "--param=HOME=a", "--secret=home=env:PATH")]
    [InlineData("SL1124", "--start", "a/x ports=p=auto;q=auto -- sleep 9", "--run", "b needs=a/x -- echo $STREAM_A_PORT")]
    public async Task Names_that_mean_two_things_are_wrong_usage(string code, params string[] words)
    {
        var ran = await RunAsync(words);
        (ran.ExitCode, ran.Error.Contains($"error {code}:", StringComparison.Ordinal)).ShouldBe((2, true), ran.ToString());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_gate_that_never_opens_says_what_it_saw_and_no_proxy_opens_it()
    {
        const string Server = "server port=auto ready=\"http http://127.0.0.1:$PORT/nothing\" -- "
            + "exec python3 -m http.server $PORT --bind 127.0.0.1";
        var options = Tool.In(scratch.Folder, ("http_proxy", "http://127.0.0.1:1"), ("ALL_PROXY", "http://127.0.0.1:1"));
        var ran = await Tool.RunAsync(
            options, "run", "--start", Server, "--run", "client needs=server -- true", "--test", "ready-timeout=3s");
        ran.ExitCode.ShouldBe(1, ran.ToString());
        ran.Output.ShouldContain("within the ReadyTimeout of 3 s (the last answer had status 404)");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_signal_ends_it_in_good_order()
    {
        await using var running = Tool.Start(Tool.In(scratch.Folder), "run", "--run", "a -- echo up; exec sleep 600");
        await running.WaitForOutputAsync("| up", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await running.SignalAsync("TERM");
        (await running.WaitAsync(TestContext.Current.CancellationToken)).ExitCode.ShouldBe(130);
        (await File.ReadAllTextAsync(scratch.File("results", "latest", "TEST-Streams.xml"), TestContext.Current.CancellationToken)).ShouldContain("cancelled");
    }

    [Fact(Timeout = 120_000)]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var ran = await RunAsync("--run", "a prt=1 -- x", "--run", "b needs=zz", "--start", "c ready=\"foo bar\" -- y", "--run", "=x -- y", "--run", "d 'x -- y", "--run", "a/2 needs=c -- y", "--start", "c -- y");
        ran.ExitCode.ShouldBe(2);
        Snapshot.Matches(ran.Error, "wrong");
        Directory.Exists(scratch.File("results")).ShouldBeFalse();
    }

    [Theory(Timeout = 120_000)]
    [InlineData("SL4114")]
    [InlineData("SL4110", "SomeTest")]
    [InlineData("SL4110", "no/such.dll", "SomeTest")]
    [InlineData("SL4114", "no/such.dll")]
    [InlineData("SL4114", "One", "--run", "a -- true")]
    [InlineData("SL4116", "--run", "client -- true", "--stream", "clinet count=3")]
    [InlineData("SL1090", "--start", "a/s -- exec sleep 600", "--run", "b signal=\"FOO a/s\"")]
    [InlineData("SL5007", "--run", "a class=Meet application=APP", "--in-process")]
    public async Task What_cannot_be_run_is_told_with_a_code(string code, params string[] arguments)
    {
        var ran = await RunAsync([.. arguments.Select(a => a.Replace("APP", Tool.Application, StringComparison.Ordinal))]);
        ran.ExitCode.ShouldBe(2, ran.ToString());
        ran.Error.ShouldStartWith($"error {code}: ");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_dry_run_prints_the_plan_and_lines_that_work_by_hand()
    {
        NetTools.Require("nc");
        var dry = await Tool.RunAsync(
            Tool.In(scratch.Folder, ("LAB_SECRET", "s3cret-word")),
            ["run", "--dry-run", "--param", "word=it's me", "--secret", "key=env:LAB_SECRET", .. ServerAndClient, "--run", "client/say -- echo \"$PARAM_WORD $PARAM_KEY\""]);
        dry.ExitCode.ShouldBe(0, dry.ToString());
        Snapshot.Matches(dry.Output.Replace(scratch.Folder, "FOLDER", StringComparison.Ordinal), "dry");
        Directory.EnumerateFileSystemEntries(scratch.Folder).ShouldBeEmpty();

        var lines = dry.Output.Split('\n').Where(line => line.Contains("by hand: ", StringComparison.Ordinal)).Select(line => line.Trim()["by hand: ".Length..]).ToArray();
        await using var server = Shell.Start("sh", ["-c", lines[0]], Tool.In(scratch.Folder));
        await Eventually.Passes(
            async () =>
            {
                (await Shell.ScriptAsync(lines[1], Tool.In(scratch.Folder), TestContext.Current.CancellationToken)).EnsureSuccess();
                await server.WaitForOutputAsync("hello", TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            },
            TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        (await Shell.ScriptAsync(lines[2], Tool.In(scratch.Folder, ("LAB_SECRET", "s3cret-word")), TestContext.Current.CancellationToken)).Output.ShouldBe("it's me s3cret-word\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_secret_that_somebody_wrote_into_a_command_line_is_not_shown_by_a_dry_run()
    {
        var dry = await Tool.RunAsync(Tool.In(scratch.Folder, ("LAB_SECRET", "s3cret-word")), ["run", "--dry-run", "--secret", "key=env:LAB_SECRET", "--run", "a -- echo s3cret-word"]);

        dry.ExitCode.ShouldBe(0, dry.ToString());
        dry.Output.ShouldContain("echo: echo ***");
        dry.Output.ShouldNotContain("s3cret-word");
    }

    [Fact(Timeout = 120_000)]
    public async Task Very_many_streams_are_told_too()
    {
        var dry = await RunAsync("--dry-run", "--stream", "a count=3000", "--run", "a -- echo hi");

        dry.ExitCode.ShouldBe(0, dry.Error);
        dry.Output.ShouldContain("Streams: 3000 streams on 1 host");
        dry.Output.ShouldContain("  a3000 on this machine\n    echo: echo hi\n      by hand: (cd ");
        dry.Output.ShouldContain(" && STREAMLIB_OUTPUT=\"$(mktemp -d)\" STREAMLIB_STREAM=a3000 sh -c 'echo hi') </dev/null\n");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("/etc/passwd")]
    [InlineData("Shouldly.dll")]
    public async Task What_is_no_test_application_is_told_so(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, file);
        foreach (var words in new[] { new[] { "list", path }, ["run", "Test", "--application", path] })
        {
            var ran = await Tool.RunAsync(Tool.In(scratch.Folder), words);
            ran.ExitCode.ShouldBe(2);
            ran.Error.ShouldStartWith($"error SL4110: {path} is no test application: give the main assembly");
        }
    }

    private Task<Ran> RunAsync(params string[] arguments) => Tool.RunAsync(Tool.In(scratch.Folder), ["run", .. arguments]);
}
