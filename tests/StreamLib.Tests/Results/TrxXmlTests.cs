using System.Xml.Linq;

namespace StreamLibTests.Results;

public class TrxXmlTests
{
    private static readonly XNamespace Ns = ResultXml.Trx;

    public static TheoryData<string> Kinds => [.. ResultXml.Kinds, "odd"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Has_the_order_that_vstest_writes(string kind)
    {
        var root = Trx(kind);
        Names(root).ShouldBe(["Times", "TestSettings", "Results", "TestDefinitions", "TestEntries", "TestLists", "ResultSummary"]);
        foreach (var result in Results(root))
        {
            result.Attributes().Select(a => a.Name.LocalName).ShouldBe(
                ["executionId", "testId", "testName", "computerName", "duration", "startTime", "endTime", "testType", "outcome", "testListId", "relativeResultsDirectory"]);
            result.Attribute("outcome")!.Value.ShouldBeOneOf("Passed", "Failed", "NotExecuted");
            result.Attribute("testName")!.Value.ShouldNotContain(".");
            result.Attribute("startTime")!.Value.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}\+00:00$");
            result.Attribute("duration")!.Value.ShouldMatch(@"^\d\d:\d\d:\d\d\.\d{7}$");
            result.Elements(Ns + "InnerResults").ShouldBeEmpty();
        }

        var counters = root.Descendants(Ns + "Counters").Single();
        counters.Attributes().Count().ShouldBe(16);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Counts_what_it_holds(string kind)
    {
        var root = Trx(kind);
        var outcomes = Results(root).Select(r => r.Attribute("outcome")!.Value).ToArray();
        var counters = root.Descendants(Ns + "Counters").Single();
        Count("total").ShouldBe(outcomes.Length);
        Count("passed").ShouldBe(outcomes.Count(o => o == "Passed"));
        Count("failed").ShouldBe(outcomes.Count(o => o == "Failed"));
        Count("notExecuted").ShouldBe(outcomes.Count(o => o == "NotExecuted"));
        Count("executed").ShouldBe(Count("passed") + Count("failed"));
        root.Element(Ns + "ResultSummary")!.Attribute("outcome")!.Value.ShouldBe(Count("failed") > 0 ? "Failed" : "Completed");

        int Count(string name) => (int)counters.Attribute(name)!;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_result_has_a_definition_and_an_entry_of_its_own(string kind)
    {
        var root = Trx(kind);
        var results = Results(root).Select(r => (Id(r, "testId"), Id(r, "executionId"))).ToArray();
        results.Select(r => r.Item1).ShouldBeUnique();
        results.Select(r => r.Item2).ShouldBeUnique();
        root.Descendants(Ns + "UnitTest").Select(d => (Id(d, "id"), Id(d.Element(Ns + "Execution")!, "id"))).ShouldBe(results);
        root.Descendants(Ns + "TestEntry").Select(e => (Id(e, "testId"), Id(e, "executionId"))).ShouldBe(results);
        root.Descendants(Ns + "TestMethod").Select(m => (m.Attribute("className")!.Value, m.Attribute("name")!.Value)).ShouldBeUnique();
        root.Descendants(Ns + "TestMethod").Select(m => m.Attribute("name")!.Value).ShouldBe(Results(root).Select(r => r.Attribute("testName")!.Value));
        root.Descendants(Ns + "TestMethod").ShouldAllBe(m => !m.Attribute("className")!.Value.Contains(','));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_failed_result_has_message_and_trace_and_a_skipped_one_its_reason_twice(string kind)
    {
        foreach (var result in Results(Trx(kind)))
        {
            var error = result.Descendants(Ns + "ErrorInfo").SingleOrDefault();
            switch (result.Attribute("outcome")!.Value)
            {
                case "Failed":
                    error!.Element(Ns + "Message")!.Value.ShouldNotBeEmpty();
                    error.Element(Ns + "StackTrace")!.Value.ShouldNotBeEmpty();
                    break;
                case "NotExecuted":
                    result.Descendants(Ns + "StdOut").Single().Value.ShouldStartWith(error!.Element(Ns + "Message")!.Value);
                    break;
                default:
                    error.ShouldBeNull();
                    break;
            }
        }
    }

    [Fact]
    public void Is_another_form_of_the_same_run_as_junit()
    {
        foreach (var kind in ResultXml.Kinds.Append("odd"))
        {
            var junit = ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Descendants("testcase").Select(t =>
                (t.Attribute("classname")!.Value, t.Attribute("name")!.Value, (t.Element("failure") ?? t.Element("error")) is not null ? "Failed" : t.Element("skipped") is not null ? "NotExecuted" : "Passed"));
            var root = Trx(kind);
            var trx = root.Descendants(Ns + "TestMethod").Zip(Results(root), (m, r) => (m.Attribute("className")!.Value, m.Attribute("name")!.Value, r.Attribute("outcome")!.Value));
            trx.ShouldBe(junit, kind);
        }
    }

    [Fact]
    public void Tests_keep_their_ids_from_run_to_run_and_executions_do_not()
    {
        var first = Results(Trx("passing")).ToArray();
        var second = Results(ResultXml.TrxOf(run =>
        {
            run.Failing();
            run.Send(new StreamLib.Events.JobStarted { Job = "job-2026-11-23T10.15-0000000", Controller = "other", Version = "9" });
        }).Root!).ToArray();
        second.Select(r => Id(r, "testId")).ShouldBe(first.Select(r => Id(r, "testId")));
        second.Select(r => Id(r, "executionId")).Intersect(first.Select(r => Id(r, "executionId"))).ShouldBeEmpty();
    }

    [Fact]
    public void Metrics_are_text_messages() =>
        Trx("passing").Descendants(Ns + "TextMessages").Elements(Ns + "Message").Select(m => m.Value).ShouldBe(["metric throughput=941.23 Mbit/s", "metric throughput=938.9 Mbit/s"]);

    [Fact]
    public void A_day_is_the_longest_duration()
    {
        var root = ResultXml.TrxOf(run =>
        {
            run.Begin();
            run.Send(new StreamLib.Events.TestFinished { Test = ScriptedRun.Test, Outcome = StreamLib.Plans.Outcome.Pass }, after: 100_000);
        }).Root!;
        Results(root).Max(result => result.Attribute("duration")!.Value).ShouldBe("23:59:59.9999999");
    }

    private static XElement Trx(string kind) => ResultXml.TrxOf(run => ResultXml.Play(run, kind)).Root!;

    private static IEnumerable<XElement> Results(XElement root) => root.Element(Ns + "Results")!.Elements(Ns + "UnitTestResult");

    private static Guid Id(XElement element, string attribute) => Guid.ParseExact(element.Attribute(attribute)!.Value, "D");

    private static string[] Names(XElement element) => [.. element.Elements().Select(e => e.Name.LocalName)];
}
