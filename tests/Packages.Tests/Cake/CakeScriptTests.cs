namespace PackagesTests.Cake;

public sealed class CakeScriptTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    private const string Script = """
        #addin nuget:?package=Cake.StreamLib&version=0.1.0

        Task("Test").Does(() => RunStreams(Plan.Named("Pair")
            .Stream("one", s => s.Run("work", "echo one has started; exit $PARAM_STATUS", step => step with { Timeout = TimeSpan.FromMinutes(5) }))
            .Stream("two", s => s.Run("work", "echo two has started"))));

        Task("Long").Does(async () => await RunStreamsAsync(Plan.Named("Pair")
            .Stream("one", s => s.Run("work", "echo pid=$$.; exec sleep 300")), StreamSettings.FromArguments(Context) with { ResultsDirectory = "out" }));

        WithStreamExitCode(() => RunTarget(Argument("target", "Test")));
        """;

    [Fact(Timeout = 3 * Minutes)]
    public async Task The_script_of_the_readme_runs_with_the_packed_packages_alone()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Repository.Snippet("src/Cake.StreamLib/README.md", "csharp"));

        (await user.DotnetAsync("tool", "restore")).ExitCode.ShouldBe(0);
        var run = await user.DotnetAsync("cake");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("hello from client1");
        run.Output.ShouldContain("hello from client2");
        string[] files = ["TEST-Hello.xml", "Hello.trx", "job.log", "results.json", "events.jsonl"];
        foreach (var file in files) File.Exists(user.File($"results/latest/{file}")).ShouldBeTrue(file);
    }

    [Theory(Timeout = 3 * Minutes)]
    [InlineData(0, "--param=status=0", "two has started")]
    [InlineData(1, "--param=status=7", "Pair failed. Results: ")]
    [InlineData(2, "--timeout=soon", "error SL1050: --timeout: 'soon' is no length of time")]
    [InlineData(3, "--hosts=exec:false,exec:false", "only infrastructure went wrong")]
    public async Task The_exit_code_says_how_the_streams_ended(int exitCode, string option, string words)
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Script);

        var run = await user.DotnetAsync("cake", option);

        run.ExitCode.ShouldBe(exitCode, run.Output);
        run.Output.ShouldContain(words);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_dry_run_prints_what_would_run_and_runs_nothing()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Script);

        var run = await user.DotnetAsync("cake", "--dry-run");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("Pair: 2 streams on 1 host");
        run.Output.ShouldContain("by hand: ");
        run.Output.ShouldContain("Nothing was started.");
        run.Output.ShouldNotContain("Results: ");
        Directory.Exists(user.File("results")).ShouldBeFalse();
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task SIGTERM_stops_the_streams_and_exits_with_130()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Script);
        await using var cake = user.Start("dotnet", "cake", "--target=Long");
        var sleep = await WorkerAsync(cake);

        cake.Signal("TERM");

        var ended = await cake.EndAsync();
        ended.ExitCode.ShouldBe(130, ended.Output);
        ended.Output.ShouldContain("Pair was cancelled. Results: ");
        await Signals.EndedAsync(sleep);
        File.Exists(user.File("out/TEST-Pair.xml")).ShouldBeTrue();
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_ctrl_c_in_a_terminal_stops_the_streams_and_exits_with_130()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Script);
        await using var terminal = user.Start("script", "-qec", "dotnet cake --target=Long", "/dev/null");
        var sleep = await WorkerAsync(terminal);

        await terminal.Input.WriteAsync('\x03');
        await terminal.Input.FlushAsync(TestContext.Current.CancellationToken);

        var ended = await terminal.EndAsync();
        ended.ExitCode.ShouldBe(130, ended.Output);
        ended.Output.ShouldContain("Pair was cancelled. Results: ");
        await Signals.EndedAsync(sleep);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task A_script_that_another_build_holds_ends_when_its_input_does()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Script);
        await using var cake = user.Start("dotnet", "cake", "--target=Long", "--lifeline");
        var sleep = await WorkerAsync(cake);

        cake.Input.Close();

        (await cake.EndAsync()).ExitCode.ShouldBe(130);
        await Signals.EndedAsync(sleep);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Killing_dotnet_cake_stops_the_streams()
    {
        using var user = new UserFolder(feed);
        user.WriteCake(Script);
        await using var cake = user.Start("dotnet", "cake", "--target=Long");
        var sleep = await WorkerAsync(cake);

        cake.Signal("KILL");

        await Signals.EndedAsync(sleep);
        (await cake.EndAsync()).Output.ShouldContain("Pair was cancelled. Results: ");
    }

    private static async Task<int> WorkerAsync(RunningProgram program) => int.Parse(await program.SawNumberAsync("pid="), System.Globalization.CultureInfo.InvariantCulture);
}
