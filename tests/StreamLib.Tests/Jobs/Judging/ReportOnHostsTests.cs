using StreamLib;
using StreamLib.Events;
using StreamLib.Plans;
using StreamLibTests.Hosts;

namespace StreamLibTests.Jobs;

/// <summary>What a nested test reports counts on every kind of host, whatever becomes of its other files.</summary>
public class ReportOnHostsTests(SshServer sshd)
{
    private const string Report = "$STREAMLIB_OUTPUT/events.jsonl";
    private const string Big = "head -c 2000000 /dev/zero >\"$STREAMLIB_OUTPUT/big\"; ";

    /// <summary>The kinds of hosts.</summary>
    public static TheoryData<string> Kinds => ["local:", "exec:nice", "ssh:plain"];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Kinds))]
    public async Task The_report_counts_on_every_kind_of_host(string kind)
    {
        static Step Fails(Step step) => step with { Expect = "fail" };
        var plan = (Plan.Named("Reports") with { OnFail = FailureMode.Continue })
            .Stream("a", s => s
                .Run("gone", "rm -rf \"$STREAMLIB_OUTPUT\"")
                .Run("moved", "echo x >\"$STREAMLIB_OUTPUT/x\"; mv \"$STREAMLIB_OUTPUT\" \"$STREAMLIB_OUTPUT.old\"")
                .Run("empty", $": >{Report}")
                .Run("failed", $"echo '{{\"type\":\"outcome\",\"outcome\":\"failed\",\"reason\":\"no route\"}}' >>{Report}", Fails)
                .Run("limit", $"{Big}echo '{{\"type\":\"outcome\",\"outcome\":\"failed\",\"reason\":\"no route\"}}' >>{Report}", Fails)
                .Run("long", $"{Notes(2000)}; echo '{{\"type\":\"outcome\",\"outcome\":\"failed\",\"reason\":\"no route\"}}' >>{Report}",
                    Fails)
                .Run("pass", $"echo '{{\"type\":\"outcome\",\"outcome\":\"pass\"}}' >>{Report}; kill -SEGV $$", Fails)
                .Run("skip", $"echo '{{\"type\":\"outcome\",\"outcome\":\"skipped\",\"reason\":\"no card\"}}' >>{Report}"))
            .Stream("b", s => s.Run("folder", $"mkdir -p {Report}"))
            .Stream("c", s => s.Run("link", $"echo '{{}}' >other; ln -s \"$PWD/other\" {Report}"))
            .Stream("d", s => s.Run("pipe", $"mkfifo {Report}"))
            .Stream("e", s => s.Run("large", $"head -c 70000000 /dev/zero >{Report}"));
        var hosts = string.Join(',', plan.Streams.Select(stream => $"{stream.Name}={kind}"));

        var job = await TestJob.RunAsync(
            plan, o => o with { Hosts = hosts, SshConfig = sshd.Config, ArtifactLimit = 1 << 20 });

        var log = job.File("job.log");
        foreach (var passed in new[] { "a/1-gone", "a/2-moved", "a/3-empty" }) job.Nested(passed).ShouldSatisfyAllConditions(
            e => e.Outcome.ShouldBe(Outcome.Pass, log), e => e.Message.ShouldBe(""));
        foreach (var failed in new[] { "a/4-failed", "a/5-limit", "a/6-long" }) job.Nested(failed).ShouldSatisfyAllConditions(
            e => e.Outcome.ShouldBe(Outcome.ExpectedFailure, log), e => e.Message.ShouldBe("no route"));
        job.Nested("a/7-pass").Message.ShouldBe("it reported the outcome pass, but: ended by signal SEGV");
        job.Nested("a/8-skip").ShouldSatisfyAllConditions(e => e.Outcome.ShouldBe(Outcome.Skip, log), e => e.Message.ShouldBe("no card"));
        job.Events.OfType<NoteRecorded>().Count(e => e.Nested == "6-long").ShouldBe(2000);
        foreach (var (party, why) in new[] { ("b/1-folder", "is a folder"), ("c/1-link", "is a symbolic link"), ("d/1-pipe", "is a pipe") })
            job.Nested(party).ShouldSatisfyAllConditions(
                e => e.Outcome.ShouldBe(Outcome.Error, log), e => e.Message.ShouldContain(why), e => e.Message.ShouldContain("SL3020"));
        job.Nested("e/1-large")
            .ShouldSatisfyAllConditions(e => e.Outcome.ShouldBe(Outcome.Error, log), e => e.Message.ShouldContain("SL3022"));
        job.Result.ExitCode.ShouldBe(3, log);
        // The report itself is in the results, and counts for no limit of the artifacts.
        if (kind != "local:")
            job.Events.OfType<NoteRecorded>().Single(e => e.Nested == "5-limit").Text.ShouldStartWith("left out of the output: 'big': ");
        job.File("test-results/Reports/a/test-results/5-limit/output/events.jsonl").ShouldContain("no route");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_report_that_its_user_cannot_read_is_an_error()
    {
        // Root reads all: the user of the test is another one.
        if (Environment.UserName != "root") Assert.Skip("needs root, to run as another user");
        var plan = (Plan.Named("Closed") with { OnFail = FailureMode.Continue })
            .Stream("a", s => s.Run("file", $"echo '{{\"type\":\"outcome\",\"outcome\":\"pass\"}}' >{Report}; chmod 000 {Report}"))
            .Stream("b", s => s.Run("folder",
                $"echo '{{\"type\":\"outcome\",\"outcome\":\"pass\"}}' >{Report}; chmod 000 \"$STREAMLIB_OUTPUT\""));
        const string Nobody = "exec:setpriv --reuid=65534 --clear-groups env HOME=/tmp";

        var job = await TestJob.RunAsync(plan, o => o with { Hosts = $"a={Nobody},b={Nobody}" });

        foreach (var party in new[] { "a/1-file", "b/1-folder" })
            job.Nested(party).ShouldSatisfyAllConditions(
                e => e.Outcome.ShouldBe(Outcome.Error, job.File("job.log")),
                e => e.Message.ShouldContain("cannot be read"),
                e => e.Message.ShouldContain("SL3021"));
        job.Result.ExitCode.ShouldBe(3);
    }

    private static string Notes(int count) =>
        $"i=0; while [ $i -lt {count} ]; do echo '{{\"type\":\"note\",\"text\":\"{new string('x', 60)}\"}}'; i=$((i+1)); done >>{Report}";
}
