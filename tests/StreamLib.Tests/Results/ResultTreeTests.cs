using StreamLib.Events;

namespace StreamLibTests.Results;

public class ResultTreeTests
{
    private readonly ResultTree tree = new("/r");

    [Fact]
    public void Lays_out_a_job_as_it_is_documented()
    {
        tree.IdFile.ShouldBe("/r/id");
        tree.JobLog.ShouldBe("/r/job.log");
        tree.EventsFile.ShouldBe("/r/events.jsonl");
        tree.ResultsJson.ShouldBe("/r/results.json");
        tree.JUnit("MultiNetperf").ShouldBe("/r/TEST-MultiNetperf.xml");
        tree.Trx("MultiNetperf").ShouldBe("/r/MultiNetperf.trx");
        tree.TestLog("MultiNetperf").ShouldBe("/r/test-results/MultiNetperf/job.log");
        tree.StreamLog("MultiNetperf", "client1").ShouldBe("/r/test-results/MultiNetperf/client1/job.log");
        tree.StreamResultsJson("MultiNetperf", "client1").ShouldBe("/r/test-results/MultiNetperf/client1/results.json");
        tree.Diagnostics("MultiNetperf", "client1").ShouldBe("/r/test-results/MultiNetperf/client1/diagnostics");
        tree.AttemptFolder("MultiNetperf", 2).ShouldBe("/r/test-results/MultiNetperf/attempt.2");
        const string Nested = "/r/test-results/MultiNetperf/client1/test-results/1-NetPerf";
        tree.NestedFolder("MultiNetperf", "client1", "1-NetPerf").ShouldBe(Nested);
        tree.Stdout("MultiNetperf", "client1", "1-NetPerf").ShouldBe(Nested + "/stdout");
        tree.Stderr("MultiNetperf", "client1", "1-NetPerf").ShouldBe(Nested + "/stderr");
        tree.Output("MultiNetperf", "client1", "1-NetPerf").ShouldBe(Nested + "/output");
        tree.Outputs("MultiNetperf", "client1", "1-NetPerf").ShouldBe(Nested + "/outputs");
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("job.log")]
    [InlineData("attempt.1")]
    [InlineData("naïve\0name")]
    public void Keeps_every_name_inside_its_folder(string name)
    {
        var folder = tree.StreamFolder("T", name);
        Path.GetDirectoryName(folder).ShouldBe("/r/test-results/T");
        Path.GetFullPath(folder).ShouldBe(folder);
        folder.ShouldNotBe(tree.TestLog("T"));
        folder.ShouldNotBe(tree.AttemptFolder("T", 1));
        folder.All(char.IsAscii).ShouldBeTrue();
    }

    [Fact]
    public void Never_gives_two_names_one_folder()
    {
        var names = new[] { "a b", "a_b", "a/b", "a.b", new string('x', 300), new string('x', 301) };
        names.Select(n => tree.TestFolder(n)).Distinct().Count().ShouldBe(names.Length);
        tree.TestFolder(new string('x', 300)).Length.ShouldBeLessThan(200);
    }
}
