using System.Xml.Linq;
using StreamLib.Plans;
using StreamLib.Results;
using StreamLibTests.Jobs;

namespace StreamLibTests.Results;

/// <summary>The times of all cases add up to what was done, and parameters are data.</summary>
public class OwnShareTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 22, 10, 15, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", 10)]
    [InlineData("0-10", 0)]
    [InlineData("2-4", 8)]
    [InlineData("2-6 4-8", 4)]
    [InlineData("4-8 2-9", 3)]
    [InlineData("1-3 5-6 5-7", 6)]
    [InlineData("0-20", 0)]
    public void A_stream_has_the_time_that_none_of_its_nested_tests_has(string nested, int own) => OwnShare.Of(new StreamReport
    {
        Name = "a",
        Role = "a",
        Host = "h",
        Started = s_start,
        Finished = s_start.AddSeconds(10),
        Nested =
        [
            new NestedReport { Id = "0-never", Name = "never" },
            .. nested.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('-')).Select((part, i) => new NestedReport
            {
                Id = $"{i}",
                Name = "n",
                Started = s_start.AddSeconds(int.Parse(part[0], System.Globalization.CultureInfo.InvariantCulture)),
                Finished = s_start.AddSeconds(int.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture)),
            }),
        ],
    }).ShouldBe(TimeSpan.FromSeconds(own));

    [Fact(Timeout = 60_000)]
    public async Task A_run_has_its_parameters_as_data_and_the_times_of_its_cases_add_up_to_it()
    {
        var plan = Plan.Named("Net").Vary("size", "64").Parameter("tool", "netperf")
            .Stream("a", s => s.Run("measure", "sleep 1"));
        var job = await TestJob.RunAsync(plan, options => options with
        {
            Parameters = options.Parameters.Add("Extra", "given"),
            Secrets = options.Secrets.Add("TOOL", new Secret("env:T", "secret")),
        });

        var junit = XDocument.Parse(job.File("TEST-Net-64.xml"));
        foreach (var suite in junit.Descendants("testsuite"))
        {
            suite.Descendants("property").Where(p => p.Attribute("name")!.Value.StartsWith("param.", StringComparison.Ordinal))
                .Select(p => $"{p.Attribute("name")!.Value}={p.Attribute("value")!.Value}")
                .ShouldBe(["param.Extra=given", "param.size=64"]);
        }

        XNamespace trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        foreach (var test in XDocument.Parse(job.File("Net-64.trx")).Descendants(trx + "UnitTest"))
        {
            test.Descendants(trx + "Property").Select(p => $"{p.Element(trx + "Key")!.Value}={p.Element(trx + "Value")!.Value}")
                .ShouldBe(["param.Extra=given", "param.size=64"]);
        }

        job.File("results.json").ShouldContain("\"size\": \"64\"");
        job.File("results.json").ShouldNotContain("netperf");
        var whole = Seconds(junit.Root!);
        junit.Descendants("testcase").Sum(Seconds).ShouldBe(whole, 0.01);
        junit.Descendants("testsuite").Sum(Seconds).ShouldBe(whole, 0.01);
        whole.ShouldBeGreaterThan(1);
    }

    private static double Seconds(XElement element) =>
        double.Parse(element.Attribute("time")!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
