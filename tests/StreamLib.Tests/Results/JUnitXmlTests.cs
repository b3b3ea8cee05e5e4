using System.Globalization;
using System.Xml.Linq;

namespace StreamLibTests.Results;

public class JUnitXmlTests
{
    public static TheoryData<string> Kinds => [.. ResultXml.Kinds, "odd"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Has_exactly_the_elements_and_attributes_that_every_reader_takes(string kind)
    {
        var root = ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Root!;
        Names(root.Attributes()).ShouldBe(["name", "time"]);
        foreach (var (suite, i) in root.Elements().Select((s, i) => (s, i)))
        {
            Names(suite.Attributes()).ShouldBe(["name", "id", "hostname", "tests", "failures", "errors", "skipped", "time", "timestamp"]);
            ((int)suite.Attribute("id")!).ShouldBe(i);
            suite.Attribute("timestamp")!.Value.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
            suite.Elements().First().Name.LocalName.ShouldBe("properties");
            suite.Elements("properties").Elements("property").Count().ShouldBeGreaterThanOrEqualTo(2);
            suite.Elements("properties").Elements("property").Select(p => p.Attribute("name")!.Value).ShouldBeUnique();
            suite.Elements().Skip(1).ShouldAllBe(e => e.Name.LocalName == "testcase");
        }

        foreach (var test in root.Descendants("testcase"))
        {
            Names(test.Attributes()).ShouldBe(["classname", "name", "time"]);
            string.Join(' ', Names(test.Elements())).ShouldMatch("^((failure|error|skipped)( |$))?((flakyFailure|rerunFailure)( |$))*(system-out)?$");
            foreach (var why in test.Elements().Where(e => e.Name.LocalName != "system-out"))
            {
                var message = why.Attribute("message")!.Value;
                message.ShouldNotBeEmpty();
                message.ShouldNotContain("\n");
                why.Value.ShouldStartWith(message);
            }
        }

        root.Descendants().Attributes("time").ShouldAllBe(t => System.Text.RegularExpressions.Regex.IsMatch(t.Value, @"^\d+\.\d{3}$"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Counts_what_it_holds(string kind)
    {
        foreach (var suite in ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Descendants("testsuite"))
        {
            Count(suite, "tests").ShouldBe(suite.Elements("testcase").Count());
            Count(suite, "failures").ShouldBe(suite.Descendants("failure").Count());
            Count(suite, "errors").ShouldBe(suite.Descendants("error").Count());
            Count(suite, "skipped").ShouldBe(suite.Descendants("skipped").Count());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Has_no_name_twice(string kind)
    {
        var root = ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Root!;
        root.Elements().Select(s => s.Attribute("name")!.Value).ShouldBeUnique();
        root.Descendants("testcase").Select(Key).ShouldBeUnique();
    }

    [Fact]
    public void Has_the_same_cases_on_every_run()
    {
        var passing = Keys("passing");
        passing.Length.ShouldBe(1 + 3 + 3);
        foreach (var kind in ResultXml.Kinds) Keys(kind).ShouldBe(passing, kind);
    }

    [Theory]
    [InlineData("passing", 0, 0, 0)]
    [InlineData("failing", 3, 0, 4)]
    [InlineData("unreachable", 0, 2, 5)]
    [InlineData("cancelled", 1, 0, 6)]
    [InlineData("skipped", 0, 0, 7)]
    [InlineData("killed", 1, 0, 6)]
    public void One_cause_makes_three_failing_cases_at_most(string kind, int failures, int errors, int skipped)
    {
        var root = ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Root!;
        root.Descendants("failure").Count().ShouldBe(failures);
        root.Descendants("error").Count().ShouldBe(errors);
        root.Descendants("skipped").Count().ShouldBe(skipped);
    }

    [Fact]
    public void The_stream_and_the_whole_say_because_of_whom()
    {
        var failures = ResultXml.JUnitOf(run => run.Failing()).Descendants("failure").Select(f => (Key(f.Parent!), f.Attribute("message")!.Value)).ToArray();
        failures.ShouldBe(
        [
            ("Netperf.Tests.MultiNetperf|MultiNetperf", "1 of 3 streams failed: client2, because client2/1-NetPerf failed: netperf exited with 1"),
            ("Netperf.Tests.MultiNetperf|client2", "because 1-NetPerf failed: netperf exited with 1"),
            ("Netperf.Tests.MultiNetperf.client2|NetPerf", "netperf exited with 1"),
        ]);
    }

    [Fact]
    public void Metrics_are_properties_of_the_suite_and_lines_of_the_case()
    {
        var suite = ResultXml.JUnitOf(run => run.Passing()).Descendants("testsuite").Single(s => s.Attribute("name")!.Value.EndsWith(".client1", StringComparison.Ordinal));
        suite.Descendants("property").Single(p => p.Attribute("name")!.Value == "metric.throughput.Mbit/s").Attribute("value")!.Value.ShouldBe("941.23");
        suite.Descendants("testcase").Last().Element("system-out")!.Value.ShouldContain("metric throughput=941.23 Mbit/s\n");
        suite.Attribute("hostname")!.Value.ShouldBe("h2");
    }

    [Fact]
    public void A_failure_that_was_expected_passes_with_a_note()
    {
        var test = ResultXml.JUnitOf(ResultXml.Odd).Descendants("testcase").Single(t => t.Attribute("name")!.Value == "x (2)");
        test.Elements().Select(e => e.Name.LocalName).ShouldBe(["system-out"]);
        test.Value.ShouldContain("failed as expected: exit 1, as it should");
    }

    [Fact]
    public void What_a_test_writes_cannot_attach_a_file() =>
        ResultXml.JUnitOf(ResultXml.Odd).Descendants("system-out").ShouldAllBe(o => !o.Value.Contains("[[ATTACHMENT|/etc/passwd"));

    private static string Key(XElement test) => $"{test.Attribute("classname")!.Value}|{test.Attribute("name")!.Value}";

    private static string[] Keys(string kind) => [.. ResultXml.JUnitOf(run => ResultXml.Play(run, kind)).Descendants("testcase").Select(Key)];

    private static int Count(XElement suite, string name) => int.Parse(suite.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static string[] Names(IEnumerable<XObject> parts) => [.. parts.Select(p => p is XAttribute a ? a.Name.LocalName : ((XElement)p).Name.LocalName)];
}
