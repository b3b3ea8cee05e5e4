// What the TRX files of a test run say, added up.
using System.Xml.Linq;

record SkippedTest(string Name, string Reason);

record TestTotals(int Passed, int Failed, int Skipped, IReadOnlyList<SkippedTest> SkippedTests)
{
    static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    public static TestTotals Of(IEnumerable<string> files)
    {
        // The results are counted, not <Counters>: there VSTest leaves notExecuted at 0 whatever was skipped.
        var results = files.SelectMany(file => XDocument.Load(file).Descendants(Trx + "UnitTestResult")).ToList();
        var outcomes = results.ToLookup(result => (string)result.Attribute("outcome"));
        var skipped = outcomes["NotExecuted"].Select(ToSkipped).ToList();
        var passed = outcomes["Passed"].Count();
        return new TestTotals(passed, results.Count - passed - skipped.Count, skipped.Count, skipped);
    }

    static SkippedTest ToSkipped(XElement result)
    {
        var output = result.Element(Trx + "Output");
        var reason = (string)output?.Element(Trx + "ErrorInfo")?.Element(Trx + "Message") ?? (string)output?.Element(Trx + "StdOut");
        return new SkippedTest((string)result.Attribute("testName"), reason?.Trim() ?? "no reason given");
    }
}
