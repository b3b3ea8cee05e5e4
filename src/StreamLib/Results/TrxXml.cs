using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

namespace StreamLib.Results;

/// <summary>Writes the cases of a multi-stream test as TRX, in the order and with the values that vstest writes.</summary>
internal sealed class TrxXml
{
    private const int MostFiles = 100;
    private const string TestType = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
    private const string TestList = "8c84fa94-04c1-424b-9868-57a2d4851a1d";
    private const string AllTests = "19431567-8539-422a-85d7-44ee4e166bda";
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(1) - TimeSpan.FromTicks(1);
    private readonly XmlWriter xml;
    private readonly RunReport run;
    private readonly TestReport test;
    private readonly string folder;
    private readonly (ResultSuite Suite, ResultCase Case, string Execution)[] results;

    private TrxXml(XmlWriter xml, RunReport run, TestReport test, ImmutableArray<ResultSuite> suites, string folder)
    {
        this.xml = xml;
        this.folder = folder;
        this.run = run;
        this.test = test;
        results = [.. suites.SelectMany(s => s.Cases.Select(c => (s, c, CaseNames.Id(run.Job, c.TestId.ToString("D")).ToString("D"))))];
    }

    public static void Write(Stream stream, RunReport run, TestReport test, ImmutableArray<ResultSuite> suites, string folder)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
        new TrxXml(xml, run, test, suites, folder).Write();
    }

    private void Write()
    {
        var name = $"{PlainText.OneLine(test.Name)} {PlainText.OneLine(run.Job)}";
        xml.WriteStartDocument();
        xml.WriteStartElement("TestRun", "http://microsoft.com/schemas/VisualStudio/TeamTest/2010");
        // The ids are made from the id of the job: new for each run, the same while its file is written again and again.
        Attributes(("id", CaseNames.Id(run.Job, test.Suite, test.Name).ToString("D")), ("name", name));
        Element("Times", ("creation", Time(test.Started)), ("queuing", Time(test.Started)), ("start", Time(test.Started)), ("finish", Time(test.Finished)));
        xml.WriteStartElement("TestSettings");
        Attributes(("name", "default"), ("id", CaseNames.Id(run.Job, test.Suite, test.Name, "settings").ToString("D")));
        Element("Deployment", ("runDeploymentRoot", string.Concat(name.Select(c => c is ' ' or '@' or ':' or '/' or '\\' ? '_' : c))));
        xml.WriteEndElement();
        Each("Results", WriteResult);
        Each("TestDefinitions", WriteDefinition);
        Each("TestEntries", r => Element("TestEntry", ("testId", r.Case.TestId.ToString("D")), ("executionId", r.Execution), ("testListId", TestList)));
        xml.WriteStartElement("TestLists");
        Element("TestList", ("name", "Results Not in a List"), ("id", TestList));
        Element("TestList", ("name", "All Loaded Results"), ("id", AllTests));
        xml.WriteEndElement();
        WriteSummary();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private void WriteResult((ResultSuite Suite, ResultCase Case, string Execution) result)
    {
        var (suite, test, execution) = result;
        var duration = test.Duration < TimeSpan.Zero ? TimeSpan.Zero : test.Duration > LongestDuration ? LongestDuration : test.Duration;
        xml.WriteStartElement("UnitTestResult");
        Attributes(
            ("executionId", execution),
            ("testId", test.TestId.ToString("D")),
            ("testName", test.Name),
            ("computerName", PlainText.OneLine(suite.Host)),
            ("duration", duration.ToString(@"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture)),
            ("startTime", Time(test.Started)),
            ("endTime", Time(test.Started + test.Duration)),
            ("testType", TestType),
            ("outcome", Outcome(test.Verdict)),
            ("testListId", TestList),
            ("relativeResultsDirectory", execution));
        var files = test.Attachments.Where(OutputFiles.HasContent).ToArray();
        var more = files.Length - MostFiles;
        WriteOutput(test, more > 0 ? AttachmentTags.LeftOut(more, Relative(Path.GetDirectoryName(files[^1])!)) : null);
        WriteFiles(files);
        xml.WriteEndElement();
    }

    // Readers look for them in the folder of the result, which is not made: the files stay where they are.
    private void WriteFiles(string[] files)
    {
        if (files.Length == 0) return;
        xml.WriteStartElement("ResultFiles");
        foreach (var file in files.Take(MostFiles)) Element("ResultFile", ("path", PlainText.Clean($"../../../{Relative(file)}")));
        xml.WriteEndElement();
    }

    private string Relative(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    private void WriteOutput(ResultCase test, string? leftOut)
    {
        var output = PlainText.Bounded(string.Join('\n', leftOut is null ? test.Output : test.Output.Add(leftOut)));
        if (test.Verdict == Verdict.Skipped) output = output.Length == 0 ? test.Message : $"{test.Message}\n{output}";
        if (output.Length == 0 && test.Verdict == Verdict.Passed) return;
        xml.WriteStartElement("Output");
        if (output.Length > 0) xml.WriteElementString("StdOut", output);
        if (test.Verdict != Verdict.Passed)
        {
            xml.WriteStartElement("ErrorInfo");
            xml.WriteElementString("Message", test.Message);
            // Some readers show no error at all where there is no trace.
            if (test.Verdict != Verdict.Skipped) xml.WriteElementString("StackTrace", test.Details.Length == 0 ? $"at {test.ClassName}.{test.Name}" : PlainText.Bounded(test.Details));
            xml.WriteEndElement();
        }

        if (test.Metrics.Length > 0)
        {
            xml.WriteStartElement("TextMessages");
            foreach (var metric in test.Metrics) xml.WriteElementString("Message", metric);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void WriteDefinition((ResultSuite Suite, ResultCase Case, string Execution) result)
    {
        var file = CaseNames.Part(test.Name);
        xml.WriteStartElement("UnitTest");
        Attributes(("name", result.Case.Name), ("storage", file), ("id", result.Case.TestId.ToString("D")));
        Element("Execution", ("id", result.Execution));
        if (result.Case.Parameters.Length > 0)
        {
            xml.WriteStartElement("Properties");
            foreach (var (name, value) in result.Case.Parameters)
            {
                xml.WriteStartElement("Property");
                xml.WriteElementString("Key", PlainText.OneLine($"param.{name}"));
                xml.WriteElementString("Value", PlainText.OneLine(value));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        Element("TestMethod", ("codeBase", file), ("adapterTypeName", "executor://streamlib/v1"), ("className", result.Case.ClassName), ("name", result.Case.Name));
        xml.WriteEndElement();
    }

    private void WriteSummary()
    {
        var failed = results.Count(r => r.Case.Verdict is Verdict.Failed or Verdict.Error);
        var passed = results.Count(r => r.Case.Verdict == Verdict.Passed);
        xml.WriteStartElement("ResultSummary");
        Attributes(("outcome", failed > 0 ? "Failed" : "Completed"));
        Element(
            "Counters",
            [
                ("total", Number(results.Length)), ("executed", Number(passed + failed)), ("passed", Number(passed)), ("failed", Number(failed)),
                ("error", "0"), ("timeout", "0"), ("aborted", "0"), ("inconclusive", "0"), ("passedButRunAborted", "0"), ("notRunnable", "0"),
                ("notExecuted", Number(results.Length - passed - failed)),
                ("disconnected", "0"), ("warning", "0"), ("completed", "0"), ("inProgress", "0"), ("pending", "0"),
            ]);
        var summary = FailureBlock.Headline(test);
        xml.WriteStartElement("Output");
        xml.WriteElementString("StdOut", PlainText.Bounded($"{summary}\n\n{SummaryTable.Text(test)}"));
        xml.WriteEndElement();
        if (failed > 0)
        {
            xml.WriteStartElement("RunInfos");
            xml.WriteStartElement("RunInfo");
            Attributes(("computerName", PlainText.OneLine(run.Controller)), ("outcome", "Failed"), ("timestamp", Time(test.Finished)));
            xml.WriteElementString("Text", PlainText.OneLine(summary));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private void Each(string element, Action<(ResultSuite Suite, ResultCase Case, string Execution)> write)
    {
        xml.WriteStartElement(element);
        foreach (var result in results) write(result);
        xml.WriteEndElement();
    }

    private void Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        Attributes(attributes);
        xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes) xml.WriteAttributeString(name, value);
    }

    private static string Outcome(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "Passed",
        Verdict.Skipped => "NotExecuted",
        _ => "Failed",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'+00:00'", CultureInfo.InvariantCulture);
}
