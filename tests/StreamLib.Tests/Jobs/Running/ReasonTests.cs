using System.Xml.Linq;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>What is quoted as the reason of a failure.</summary>
public class ReasonTests
{
    [Theory(Timeout = 60_000)]
    [InlineData("set -x; echo 'no such disk' >&2; false", "exit status 1: no such disk")]
    [InlineData("printf 'ok 1\\nnot ok 2 - b\\nok 3\\n'; exit 1", "exit status 1: not ok 2 - b")]
    [InlineData("i=0; while [ $i -le 3000 ]; do printf '%s%%\\r' $i; i=$((i+1)); done; exit 2", "exit status 2: 3000%")]
    [InlineData("printf '\\033[31mred\\033[0m\\n' >&2; exit 3", "exit status 3: red")]
    [InlineData("set -x; true; exit 4", "exit status 4")]
    public async Task The_reason_is_what_says_why(string line, string message)
    {
        var job = await TestJob.RunAsync(Plan.Named("Reason").Stream("a", s => s.Run("x", line)));
        job.Nested("a/1-x").Message.ShouldBe(message);
        job.Output("a/1-x").Length.ShouldBeLessThan(10);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_our_own_stop_has_caused_is_no_reason()
    {
        const string Serve =
            "trap 'echo the server has terminated >&2; exit 1' TERM; echo cannot bind >&2; echo up; while :; do sleep 0.1; done";
        var job = await TestJob.RunAsync(Plan.Named("Stopped")
            .Stream("a", s => s.Run("x", Serve, step => step with { Timeout = TimeSpan.FromSeconds(2) })));
        var failed = job.Nested("a/1-x");
        failed.Message.ShouldBe("took longer than the Timeout of its step, 2 s: cannot bind");
        failed.Details.ShouldMatch("\n\\(it was asked to end here\\)\n[^§]*the server has terminated");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_message_of_a_case_is_the_same_on_every_run_and_its_details_have_all()
    {
        const string Fail = "f=$(mktemp -d); rmdir $f; echo \"cannot open $f/data.bin (pid $$) after 1.25 s\" >&2; exit 1";
        var plan = Plan.Named("Steady").Stream("a", s => s.Run("x", Fail));
        var (one, two) = (Case(await TestJob.RunAsync(plan)), Case(await TestJob.RunAsync(plan)));
        one.Attribute("message")!.Value.ShouldBe("exit status 1: cannot open …/data.bin (pid …) after …");
        two.Attribute("message")!.Value.ShouldBe(one.Attribute("message")!.Value);
        one.Value.ShouldNotBe(two.Value);
        one.Value.ShouldMatch(@"cannot open /\S+/data.bin \(pid \d+\) after 1.25 s");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reason_is_said_once_where_it_is_known_and_once_where_it_ended()
    {
        var job = await TestJob.RunAsync(Plan.Named("Once")
            .Stream("a", s => s.Run("x", "echo the disk is bad >&2; exit 1"))
            .Stream("b", s => s.Run("y", "sleep 60")));
        var log = job.File("job.log").Split('\n').Where(l => l.Contains(" | ", StringComparison.Ordinal)).ToArray();
        log.Count(l => l.Contains("exit status 1: the disk is bad", StringComparison.Ordinal)).ShouldBe(2, string.Join('\n', log));
        log.ShouldContain(l => l.EndsWith("cut off because a/1-x failed", StringComparison.Ordinal));
        job.Nested("b/1-y").Message.ShouldBe("cut off because a/1-x failed: exit status 1: the disk is bad");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_that_was_cancelled_is_not_said_to_be_cancelled_twice()
    {
        using var cancel = new CancellationTokenSource();
        var job = new TestJob();
        var run = job.StartAsync(Plan.Named("Cancelled").Stream("a", s => s.Run("x", "echo on; sleep 60")), null, cancel.Token);
        await job.EventAsync<StreamLib.Events.OutputWritten>(e => e.Text == "on");
        await cancel.CancelAsync();
        await run;
        job.Nested("a/1-x").Message.ShouldBe("the run was cancelled");
        foreach (var file in new[] { "job.log", "TEST-Cancelled.xml", "Cancelled.trx" })
            job.File(file).ShouldNotMatch("cancelled[^\n<]*: (the run was )?cancelled", file);
    }

    private static XElement Case(TestJob job) => XDocument.Parse(job.File("TEST-Steady.xml")).Descendants("testcase")
        .Single(c => c.Attribute("name")!.Value == "x").Element("failure")!;
}
