using System.Xml.Linq;

namespace StreamLibSamplesTests;

/// <summary>What a JUnit file says of each case.</summary>
internal sealed record JUnitCase(string Class, string Name, string Host, string Outcome, string Message)
{
    public static IReadOnlyList<JUnitCase> Read(string xml) =>
    [
        .. from suite in XDocument.Parse(xml).Root!.Elements("testsuite")
           from test in suite.Elements("testcase")
           let outcome = test.Elements().FirstOrDefault(e => e.Name.LocalName is "failure" or "error" or "skipped")
           select new JUnitCase(
               (string)test.Attribute("classname")!,
               (string)test.Attribute("name")!,
               (string)suite.Attribute("hostname")!,
               outcome?.Name.LocalName ?? "passed",
               (string?)outcome?.Attribute("message") ?? ""),
    ];
}
