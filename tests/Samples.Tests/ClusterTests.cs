using StreamLibTesting;

namespace StreamLibSamplesTests;

/// <summary>The cluster whose leader is killed under load.</summary>
public class ClusterTests
{
    [Theory(Timeout = 120_000)]
    [InlineData]
    [InlineData("--in-process")]
    public async Task The_test_in_code_sees_a_new_leader_and_the_killed_node_join_again(params string[] options)
    {
        var sample = new Sample("Cluster");

        (await sample.TestAsync("LeaderElection", options)).EnsureSuccess();

        Judge(JUnitCase.Read(sample.Result("TEST-LeaderElection.xml")), new RunEvents(sample.Result("events.jsonl")));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_test_as_items_sees_the_same()
    {
        var sample = new BuiltSample("Cluster");

        (await sample.RunAsync()).EnsureSuccess();

        var cases = sample.Cases("KilledLeader");
        cases.Select(c => c.Name).ShouldContain("kill");
        Judge(cases, new RunEvents(sample.Result("KilledLeader/events.jsonl")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_leader_that_comes_too_late_fails_it()
    {
        var sample = new Sample("Cluster");

        (await sample.TestAsync("LeaderElection", "--param=failover_seconds=0.001")).ExitCode.ShouldBe(1);

        JUnitCase.Read(sample.Result("TEST-LeaderElection.xml")).Single(c => c.Name == "NewLeader").Message.ShouldStartWith("no new leader within 0.001 s after node");
    }

    private static void Judge(IReadOnlyList<JUnitCase> cases, RunEvents events)
    {
        cases.ShouldAllBe(c => c.Outcome == "passed");
        cases.Where(c => c.Name is "Load").Count().ShouldBe(2);
        cases.Where(c => c.Name.StartsWith("service", StringComparison.Ordinal)).Count().ShouldBe(6, "five nodes, and one of them once more");
        events.Notes.ShouldContain(note => note.Contains(" leads in place of node", StringComparison.Ordinal));
        events.Notes.ShouldContain(note => note.EndsWith(" in term 2", StringComparison.Ordinal) && note.Contains(" follows ", StringComparison.Ordinal));
        var (failover, unit) = events.Metrics["failover"].ShouldHaveSingleItem();
        failover.ShouldBeInRange(0, 10_000);
        unit.ShouldBe("ms");
        events.Metrics["requests"].ShouldAllBe(m => m.Value >= 40);
    }
}
