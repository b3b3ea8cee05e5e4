using Microsoft.Build.Framework;
using StreamLib.Tasks;
using static StreamLibTasksTests.Items;

namespace StreamLibTasksTests;

public sealed class RunMultiStreamTestTests : IDisposable
{
    private const int Seconds = 1000;
    private readonly MockEngine build = new(("StreamHosts", "a=local:;b=local:"));
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tasks-");

    public void Dispose()
    {
        build.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_test_that_passes_leaves_items_and_two_lines()
    {
        var task = Run(Step("work", "stream-sync set k v; echo '{\"type\":\"metric\",\"name\":\"rate;x\",\"value\":2.5,\"unit\":\"1/s\"}' >> $STREAMLIB_OUTPUT/events.jsonl; echo some output"));

        (task.Outcome, task.ExitCode).ShouldBe(("Pass", 0));
        build.Problems.ShouldBeEmpty();
        build.Messages(MessageImportance.High).Select(Timeless).ShouldBe([
            "job | Pair starts: one on a",
            $"Pair passed (1 stream, 1 nested test, N s). Results: {Results}",
        ]);
        build.Messages(MessageImportance.Normal).ShouldContain("one | metric rate;x=2.5 1/s");
        build.Messages(MessageImportance.Normal).ShouldNotContain("one | some output");
        build.Messages(MessageImportance.Low).ShouldContain("one | some output");

        Text(task.Outcomes).ShouldBe([$"Pair ExitCode=0 Folder={Results} JobLog={Results}/job.log Outcome=Pass"]);
        Text(task.ResultFiles).ShouldBe([$"{Results}/TEST-Pair.xml Format=JUnit Outcome=Pass Test=Pair", $"{Results}/Pair.trx Format=TRX Outcome=Pass Test=Pair"]);
        Text(task.Metrics).ShouldBe(["rate;x Host=a NestedTest=work Stream=one Test=Pair Unit=1/s Value=2.5"]);
        task.LogFiles.Select(file => Path.GetFileName(file.ItemSpec)).ShouldBe(["job.log", "results.json", "TEST-Pair.xml", "Pair.trx"]);
        task.LogFiles.ShouldAllBe(file => File.Exists(file.ItemSpec));
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_nested_test_that_fails_is_one_error_with_its_first_words()
    {
        var task = Run(Step("work", "echo one; echo two; exit 7"), Step("after", "true"));

        (task.Outcome, task.ExitCode).ShouldBe(("Fail", 1));
        build.Problems.Select(Timeless).ShouldHaveSingleItem()
            .ShouldBe($"error SL5102: Pair: one/1-work on a failed: exit status 7: two. Results: {Results}");
        build.Messages(MessageImportance.High).ShouldContain("one/1-work:\n    one\n    two");
    }

    [Fact(Timeout = 60 * Seconds)]
    public void Variants_run_one_after_another_and_what_was_expected_to_fail_passes()
    {
        var task = Run(
            t => t.Tests = [Item("Pair", ("Matrix", "status=0,1,2"), ("MatrixExclude", "status=2"))],
            Step("work", "exit $PARAM_STATUS"), Step("never", "false", ("Expect", "fail")));

        task.Outcomes.Select(test => $"{test.ItemSpec} {test.GetMetadata("Outcome")}").ShouldBe(["Pair-0 Pass", "Pair-1 Fail"]);
        build.Problems.ShouldHaveSingleItem().ShouldStartWith("error SL5102: Pair-1: one/1-work on a failed: exit status 1");
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_variant_that_is_chosen_by_its_name_runs_alone_and_reports_as_ever()
    {
        var task = Run(
            t => (t.Tests, t.Filter) = ([Item("Pair", ("Matrix", "status=0,1"))], "Pair-0"),
            Step("work", "exit $PARAM_STATUS"));

        task.Outcomes.Select(test => $"{test.ItemSpec} {test.GetMetadata("Outcome")}").ShouldBe(["Pair-0 Pass"]);
        File.Exists(Path.Combine(Results, "TEST-Pair-0.xml")).ShouldBeTrue();
    }

    [Fact]
    public void The_variants_of_a_class_cannot_be_chosen_by_name()
    {
        var task = Task_();
        (task.Tests, task.Streams, task.Filter) = ([Item("Pair", ("Class", "Pair"))], [], "Pair-0");

        task.Execute().ShouldBeTrue();

        build.Messages(MessageImportance.High).ShouldContain(
            "No MultiStreamTest of this project matches Pair-0: nothing was run. Pair is a class: give its own name, and choose its variants with -p:StreamParameters=NAME=VALUE.");
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_dry_run_says_what_would_run_and_runs_nothing()
    {
        var task = Run(t => t.DryRun = "true", Step("work", "touch ran"));

        (task.Outcome, task.ExitCode).ShouldBe(("", 0));
        build.Problems.ShouldBeEmpty();
        build.Messages(MessageImportance.High).ShouldContain("Pair: 1 stream on 1 host");
        build.Messages(MessageImportance.High).ShouldContain("    work: touch ran");
        build.Messages(MessageImportance.High).ShouldContain("Nothing was started.");
        folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public void Hosts_that_are_missing_are_said_before_anything_starts()
    {
        var task = Task_(Step("work", "true"));
        (task.Hosts, task.Streams) = ("h1=local:", [Item("one", ("Host", "h2"))]);

        task.Execute().ShouldBeFalse();

        build.Problems.ShouldBe(["error SL1031: Stream one of Pair wants host h2, which is not among the hosts of this run: h1."]);
        folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact(Timeout = 60 * Seconds)]
    public void Infrastructure_that_fails_is_told_from_a_test_that_does()
    {
        var task = Run(t => t.Hosts = "far=exec:false", Step("work", "true"));

        (task.Outcome, task.ExitCode).ShouldBe(("Error", 3));
        build.Problems.ShouldHaveSingleItem().ShouldStartWith("error SL5103: Pair: one on far ended in an error: ");
    }

    [Fact(Timeout = 60 * Seconds)]
    public void Streams_of_this_machine_have_the_environment_of_the_project_and_no_other()
    {
        var task = Run(Step("work", "echo \"[$OF_THE_PROJECT][$HOME]\""));

        task.ExitCode.ShouldBe(0);
        build.Messages(MessageImportance.Low).ShouldContain("one | [yes][]");
    }

    [Fact(Timeout = 60 * Seconds)]
    public async Task A_run_that_is_cancelled_says_so()
    {
        var task = Task_(Step("work", $"touch {folder.FullName}/started; exec sleep 600"));
        var running = Task.Run(task.Execute);
        while (!File.Exists(Path.Combine(folder.FullName, "started"))) await Task.Yield();

        task.Cancel();

        (await running).ShouldBeFalse();
        (task.Outcome, task.ExitCode).ShouldBe(("Cancelled", 130));
        build.Problems.Select(Timeless).ShouldBe([$"error SL5104: Pair was cancelled. Results: {Results}"]);
    }

    [Fact]
    public void All_that_is_wrong_is_said_before_anything_starts()
    {
        var task = Run(
            t =>
            {
                (t.Keep, t.ArtifactLimit, t.ExclusiveHosts, t.Parameters) = ("for ever", "5X", "perhaps", "seconds");
                t.Test = ["Pair", "Nobody"];
            },
            Step("work", $"touch {folder.FullName}/started", ("Needs", "two/x")));

        (task.Outcome, task.ExitCode).ShouldBe(("", 2));
        build.Problems.ShouldBe([
            "error SL5112: There is no MultiStreamTest Nobody. Declared are: Pair.",
            "error SL1025: Step one/work of Pair needs two/x, but Pair has no stream two. It has: one.",
            "error SL1051: StreamParameters: 'seconds' is no parameter: write NAME=VALUE.",
            "error SL1050: StreamKeep: 'for ever' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.",
            "error SL1086: StreamExclusiveHosts: 'perhaps' is neither true nor false.",
            "error SL1052: StreamArtifactLimit: '5X' is no size: write a number and K, M, G or T, as in 500M or 2G.",
        ]);
        folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact(Timeout = 60 * Seconds)]
    public void Several_tests_run_one_after_another_and_the_worst_counts()
    {
        var task = Task_();
        task.Tests = [Item("First"), Item("Second"), Item("Third")];
        task.Streams = [.. task.Tests.Select(test => Item("one", ("Test", test.ItemSpec)))];
        task.NestedTests = [.. task.Tests.Select((test, i) => Item("work", ("Test", test.ItemSpec), ("Stream", "one"), ("Command", $"exit {i % 2}")))];
        task.Execute().ShouldBeFalse();

        task.Outcomes.Select(test => $"{test.ItemSpec} {test.GetMetadata("Outcome")}").ShouldBe(["First Pass", "Second Fail", "Third Pass"]);
        (task.Outcome, task.ExitCode).ShouldBe(("Fail", 1));
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_test_that_cannot_be_run_is_said_at_its_item_counts_and_holds_up_no_other()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, "results", "First"));
        File.WriteAllText(Path.Combine(folder.FullName, "results", "First", "mine.txt"), "not yours");
        var task = Task_();
        task.Tests = [Item("First"), Item("Second")];
        task.Streams = [.. task.Tests.Select(test => Item("one", ("Test", test.ItemSpec)))];
        task.NestedTests = [.. task.Tests.Select(test => Item("work", ("Test", test.ItemSpec), ("Stream", "one"), ("Command", "true")))];

        task.Execute().ShouldBeFalse();

        build.Problems.ShouldHaveSingleItem().ShouldStartWith("error SL1020: ");
        (task.Outcome, task.ExitCode, task.Outcomes.Length).ShouldBe(("", 2, 1));
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_filter_is_for_many_projects_and_may_match_nothing_here()
    {
        var task = Run(t => t.Filter = "Other;Net*", Step("work", "false"));
        task.Outcomes.ShouldBeEmpty();
        (task.Outcome, task.ExitCode).ShouldBe(("", 0));
        build.Messages(MessageImportance.High).ShouldBe(["No MultiStreamTest of this project matches Other;Net*: nothing was run."]);

        Run(t => t.Filter = "Nobody;P*", Step("work", "true")).Outcomes.Length.ShouldBe(1);
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_warning_is_one_warning_of_the_build_with_a_code()
    {
        var task = Task_(
            Step("serve", "trap '' TERM; echo up; while :; do sleep 1; done", ("Background", "true"), ("Ready", "output up")),
                Step("work", "true", ("Needs", "one/serve")));
        task.Tests = [Item("Pair", ("Grace", "200ms"))];
        task.Execute().ShouldBeTrue();

        (task.Outcome, task.ExitCode).ShouldBe(("Warn", 0));
        build.Problems.ShouldHaveSingleItem().ShouldStartWith("warning SL5128: Pair: one/1-serve on a passed with a warning: ");
    }

    [Theory]
    [InlineData("StreamHost", "SL5124: -p:StreamHost is no property of StreamLib. Did you mean -p:StreamHosts?")]
    [InlineData("SteramHosts", "SL5124: -p:SteramHosts is no property of StreamLib. Did you mean -p:StreamHosts?")]
    [InlineData("StreamsHosts", "SL5124: -p:StreamsHosts is no property of StreamLib. Did you mean -p:StreamHosts?")]
    [InlineData("StreamTest", "SL5124: -p:StreamTest is no property of StreamLib. Did you mean -p:StreamTests?")]
    [InlineData("StreamParams", "SL5124: -p:StreamParams is no property of StreamLib. Did you mean -p:StreamParameters?")]
    [InlineData("StreamResults", "SL5124: -p:StreamResults is no property of StreamLib. Did you mean -p:StreamResultsDirectory?")]
    [InlineData("StreamRetry", "SL5124: -p:StreamRetry is no property of StreamLib. Did you mean -p:StreamRetryInfrastructure?")]
    [InlineData("StreamTimout", "SL5124: -p:StreamTimout is no property of StreamLib. Did you mean -p:StreamTimeout?")]
    [InlineData("RunMultiStreamTestWithDotnetTest",
        "SL5124: -p:RunMultiStreamTestWithDotnetTest is no property of StreamLib. Did you mean -p:RunMultiStreamTestsWithDotnetTest?")]
    public void A_property_of_the_command_line_that_does_not_arrive_is_an_error(string property, string error)
    {
        using var other = new MockEngine((property, "x"));
        var task = Task_(Step("work", $"touch {folder.FullName}/ran"));
        task.BuildEngine = other;

        task.Execute().ShouldBeFalse();

        other.Problems.ShouldBe([$"error {error}"]);
        folder.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public void A_property_of_ours_that_there_is_not_names_those_that_there_are()
    {
        using var other = new MockEngine(("StreamColour", "red"), ("StreamingAssets", "x"), ("Configuration", "Release"));
        var task = Task_(Step("work", "true"));
        task.BuildEngine = other;
        task.Execute().ShouldBeFalse();
        other.Problems.ShouldHaveSingleItem().ShouldStartWith(
            "error SL5124: -p:StreamColour is no property of StreamLib. There are StreamTests, StreamResultsDirectory, StreamHosts, ");
    }

    [Theory]
    [InlineData("", "error SL1130: -p:StreamHosts is empty. Give at least one host, as in -p:StreamHosts=ssh:h1, or leave it out to run "
        + "all streams on this machine.")]
    [InlineData(",", "error SL1130: The list of hosts ',' names no host. Give at least one host, as in ssh:h1, or leave the option out "
        + "to run all streams on this machine.")]
    public void Hosts_that_are_given_and_name_none_are_an_error(string hosts, string error)
    {
        using var other = new MockEngine(("StreamHosts", hosts));
        var task = Task_(Step("work", "true"));
        task.BuildEngine = other;
        task.Execute().ShouldBeFalse();
        other.Problems.ShouldBe([error]);
    }

    [Fact(Timeout = 60 * Seconds)]
    public void Secrets_that_a_binary_log_shows_and_parameters_that_nothing_reads_are_warnings()
    {
        using var other = new MockEngine(("StreamSecrets", "password=env:PASSWORD"), ("StreamParameters", "secnods=60"));
        var task = Task_(Step("work", "sleep ${PARAM_SECONDS:-0}; echo $PARAM_PASSWORD"));
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["PASSWORD"] = "pl4nted-s3cret",
            ["MSBUILDLOGALLENVIRONMENTVARIABLES"] = "1",
            ["STREAM_HOSTS"] = "",
        };
        task.BuildEngine = other;
        task.TaskEnvironment = TaskEnvironment.CreateWithProjectDirectoryAndEnvironment(folder.FullName, environment);

        task.Execute().ShouldBeTrue();

        other.Problems.ShouldBe(
            [
                "warning SL1130: STREAM_HOSTS is set and names no host: all streams run on this machine.",
                "warning SL1132: Nothing in Pair reads the parameter secnods ($PARAM_SECNODS). Did you mean seconds?",
                "warning SL5127: MSBUILDLOGALLENVIRONMENTVARIABLES is set: MSBuild writes all environment variables into the binary "
                    + "log, and those that the secrets of this run come from are among them. Unset it, or share no log of this build.",
            ]);
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_semicolon_can_be_a_part_of_a_parameter()
    {
        var task = Run(
            t => t.Parameters = @"list=1\;2;last=3",
            Step("work", "echo \"[$PARAM_LIST][$PARAM_OWN][$PARAM_LAST]\"", ("Params", @"own=a\;b")));

        task.ExitCode.ShouldBe(0);
        build.Messages(MessageImportance.Low).ShouldContain("one | [1;2][a;b][3]");
    }

    [Fact]
    public void Messages_name_properties_and_no_options()
    {
        Run(t => t.RetryInfrastructure = "500", Step("work", "true"));
        build.Problems.ShouldHaveSingleItem().ShouldContain("(option -p:StreamRetryInfrastructure)");
    }

    [Fact(Timeout = 60 * Seconds)]
    public void A_time_that_is_up_names_the_property_and_what_a_test_writes_stays()
    {
        Run(t => t.Timeout = "1s", Step("work", "sleep 60"));
        build.Problems.ShouldHaveSingleItem().ShouldContain("(option -p:StreamTimeout)");
        BuildWords.OfOutcome("exit status 2: unknown option --timeout").ShouldBe("exit status 2: unknown option --timeout");
    }

    [Fact]
    public void Who_waits_for_whom_is_shown_by_every_logger()
    {
        using var log = new BuildLog(new Microsoft.Build.Utilities.TaskLoggingHelper(build, "test"), new BuildConsole(build));
        foreach (var text in (string[])["a/1-x has waited for 30 s: barrier go did not fill", "a/1-x waits for barrier go"])
            log.OnEvent(new StreamLib.Events.LogWritten { Source = StreamLib.Events.LogSource.Sync, Text = text });
        build.Messages(MessageImportance.High).ShouldBe(["sync | a/1-x has waited for 30 s: barrier go did not fill"]);
    }

    private string Results => Path.Combine(folder.FullName, "results", "Pair");

    private RunMultiStreamTest Run(params ITaskItem[] steps) => Run(_ => { }, steps);

    private RunMultiStreamTest Run(Action<RunMultiStreamTest> change, params ITaskItem[] steps)
    {
        var task = Task_(steps);
        change(task);
        task.Execute().ShouldBe(!build.Problems.Any());
        return task;
    }

    private RunMultiStreamTest Task_(params ITaskItem[] steps) => new()
    {
        BuildEngine = build,
        TaskEnvironment = TaskEnvironment.CreateWithProjectDirectoryAndEnvironment(folder.FullName, new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["OF_THE_PROJECT"] = "yes" }),
        Tests = [Item("Pair")],
        Streams = [Item("one")],
        NestedTests = steps,
    };

    private static ITaskItem Step(string name, string line, params (string Name, string Value)[] more) => Item(name, [("Stream", "one"), ("Command", line), .. more]);

    private static string Timeless(string line) => System.Text.RegularExpressions.Regex.Replace(line, @"\d+\.\d s\)", "N s)");

    private static string[] Text(ITaskItem[] items) =>
        [.. items.Select(item => $"{item.ItemSpec} {string.Join(' ', item.CloneCustomMetadata().Keys.Cast<string>().Order(StringComparer.Ordinal).Select(name => $"{name}={item.GetMetadata(name)}"))}")];
}
