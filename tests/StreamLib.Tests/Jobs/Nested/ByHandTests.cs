using System.Collections.Immutable;
using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTesting;
using StreamLibTests.Hosts;

namespace StreamLibTests.Jobs;

/// <summary>The lines that run nested tests by hand: each is pasted into a shell.</summary>
public sealed class ByHandTests(SshServer server)
{
    // What a nested test can ask for.
    private const string Asks = """
        echo "$STREAMLIB_STREAM $PARAM_WORD $STREAM_B_ADDRESS $# $1"
        [ -d "$STREAMLIB_OUTPUT" ] && : >"$STREAMLIB_OUTPUT/made" && cat "$STREAMLIB_PARAMS" >/dev/null && echo "it's done"
        read -r word || echo "nothing to read"
        """;

    private const string Answers = "a it's \"$me\"\n b 127.0.0.1 0 \nit's done\nnothing to read\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("h1=exec:env VIA=here")]
    [InlineData("h1=ssh:plain")]
    [InlineData("h1=ssh:plain|exec:env VIA=there")]
    public async Task A_command_runs_as_it_ran(string hosts)
    {
        var plan = With("b", s => s.Run("ask", Asks)).Parameter("word", "it's \"$me\"\n b");
        var job = await RunAsync(plan, hosts);
        job.Output("a/1-ask").ShouldBe(Answers.TrimEnd('\n').Split('\n'));
        (await PasteAsync(Line(job, "1-ask"))).ShouldBe(Answers);
        (await PasteAsync(await DryLineAsync(plan, hosts))).ShouldBe(Answers);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("h1=ssh:plain")]
    public async Task A_script_runs_after_the_run_too(string hosts)
    {
        var home = TemporaryFolder.Make();
        await File.WriteAllTextAsync(Path.Combine(home, "my step.sh"), Asks, Ct);
        var script = new StepAction.Script(Path.Combine(home, "my step.sh"), "\"$PARAM_WORD\" two");
        var plan = With("b", s => s.RunScript("ask", script.Path, step => step with { Action = script })).Parameter("word", "yes");
        var job = await RunAsync(plan, hosts);
        var said = string.Join('\n', job.Output("a/1-ask")) + "\n";
        said.ShouldContain(" 2 yes\n");
        (await PasteAsync(Line(job, "1-ask"))).ShouldBe(said);
        (await PasteAsync(await DryLineAsync(plan, hosts))).ShouldBe(said);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("h1=ssh:plain")]
    public async Task A_secret_comes_from_its_variable_and_is_in_no_line(string hosts)
    {
        var secrets = ImmutableSortedDictionary<string, Secret>.Empty.Add("key", new Secret("env:LAB_KEY", "s3cret 'word'"));
        var job = await RunAsync(With("b", s => s.Run("ask", "echo \"$PARAM_KEY\" | tr a-z A-Z")), hosts, secrets);
        Line(job, "1-ask").ShouldNotContain("s3cret");
        (await PasteAsync(Line(job, "1-ask"), ("LAB_KEY", "s3cret 'word'"))).ShouldBe("S3CRET 'WORD'\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_tools_of_a_nested_test_are_there_and_say_what_is_missing()
    {
        const string Look = "command -v stream-sync && [ \"$(command -v stream-sync)\" = \"$STREAM_SYNC\" ]";
        var job = await RunAsync(Plan.Named("Tools").Stream("a", s => s.Run("meet", Look)), "");
        (await PasteAsync(Line(job, "1-meet"))).ShouldEndWith("/stream-sync\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_variable_in_the_wrong_case_is_hinted_at()
    {
        var job = await RunAsync(
            Plan.Named("Case").Parameter("seconds", "5").Stream("a", s => s
                .Run("wrong", "echo \"$PARAM_seconds\"")
                .Run("right", "echo $PARAM_SECONDS ${PARAM_other}")
                .Run("own", "param_seconds=3; echo $param_seconds")),
            "");
        job.Events.OfType<LogWritten>().Where(e => e.Text.Contains("upper case", StringComparison.Ordinal)).Select(e => e.Text)
            .ShouldBe(["a/1-wrong reads $PARAM_seconds, which is not set: "
                + "the variable of parameter seconds is $PARAM_SECONDS, in upper case"]);
    }

    private static string Line(TestJob job, string nested) =>
        job.File("job.log").Split('\n').Single(l => l.Contains($" {nested} by hand: ", StringComparison.Ordinal)).Split(" by hand: ", 2)[1];

    private static Plan With(string other, Func<TestStream, TestStream> steps) =>
        Plan.Named("ByHand").Stream("a", steps).Stream(other, s => s.Run("wait", "true")) with { Share = true };

    private async Task<string> DryLineAsync(Plan plan, string hosts)
    {
        var text = await Job.DescribeAsync([plan], Options(new JobOptions(), hosts, TemporaryFolder.Make()), Ct);
        return text.Split('\n').First(l => l.Contains("by hand: ", StringComparison.Ordinal)).Split("by hand: ", 2)[1];
    }

    private static async Task<string> PasteAsync(string line, params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(v => v.Name, v => (string?)v.Value);
        var options = new ShellOptions { WorkingDirectory = TemporaryFolder.Make(), Environment = environment };
        return (await Shell.ScriptAsync(line, options, Ct)).EnsureSuccess().Output;
    }

    private async Task<TestJob> RunAsync(Plan plan, string hosts, ImmutableSortedDictionary<string, Secret>? secrets = null)
    {
        var job = new TestJob();
        await job.StartAsync(plan, options => Options(options, hosts, job.Home) with { Secrets = secrets ?? options.Secrets }, Ct);
        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
        return job;
    }

    private JobOptions Options(JobOptions options, string hosts, string home) => options with
    {
        Hosts = hosts,
        SshConfig = hosts.Contains("ssh:", StringComparison.Ordinal) ? server.Config : null,
        WorkingDirectory = home,
    };
}
