using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

namespace StreamLib.Results;

/// <summary>Writes the cases of a multi-stream test as JUnit XML, in the flat form that every reader takes.</summary>
internal static class JUnitXml
{
    public static void Write(Stream stream, TestReport test, ImmutableArray<ResultSuite> suites, AttachmentTags tags)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", PlainText.OneLine(test.Name));
        xml.WriteAttributeString("time", Seconds(test.Finished - test.Started));
        for (var i = 0; i < suites.Length; i++) Write(xml, suites[i], i, tags);
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void Write(XmlWriter xml, ResultSuite suite, int id, AttachmentTags tags)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", suite.Name);
        xml.WriteAttributeString("id", Number(id));
        xml.WriteAttributeString("hostname", PlainText.OneLine(suite.Host));
        xml.WriteAttributeString("tests", Number(suite.Cases.Length));
        xml.WriteAttributeString("failures", Number(suite.Cases.Count(c => c.Verdict == Verdict.Failed)));
        xml.WriteAttributeString("errors", Number(suite.Cases.Count(c => c.Verdict == Verdict.Error)));
        xml.WriteAttributeString("skipped", Number(suite.Cases.Count(c => c.Verdict == Verdict.Skipped)));
        xml.WriteAttributeString("time", Seconds(suite.Duration));
        xml.WriteAttributeString("timestamp", suite.Started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        foreach (var (name, value) in suite.Properties)
        {
            xml.WriteStartElement("property");
            xml.WriteAttributeString("name", PlainText.OneLine(name));
            xml.WriteAttributeString("value", PlainText.OneLine(value));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        foreach (var test in suite.Cases) Write(xml, test, tags);
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, ResultCase test, AttachmentTags tags)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", test.ClassName);
        xml.WriteAttributeString("name", test.Name);
        xml.WriteAttributeString("time", Seconds(test.Duration));
        switch (test.Verdict)
        {
            case Verdict.Failed:
                WriteWhy(xml, "failure", test, test.Details);
                break;
            case Verdict.Error:
                WriteWhy(xml, "error", test, test.Details);
                break;
            case Verdict.Skipped:
                WriteWhy(xml, "skipped", test, "");
                break;
        }

        foreach (var earlier in test.Earlier) WriteEarlier(xml, test.Verdict, earlier);
        var output = string.Join('\n', [PlainText.Bounded(string.Join('\n', test.Output)), .. tags.Of(test)]).Trim('\n');
        if (output.Length > 0) xml.WriteElementString("system-out", $"{output}\n");
        xml.WriteEndElement();
    }

    private static void WriteWhy(XmlWriter xml, string element, ResultCase test, string details)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", test.Message);
        if (test.Type.Length > 0) xml.WriteAttributeString("type", test.Type);
        // The message again: some readers show only the text.
        xml.WriteString(details.Length == 0 ? test.Message : $"{test.Message}\n{PlainText.Bounded(details)}");
        xml.WriteEndElement();
    }

    // The elements of Maven's Surefire. A case that was skipped in the end neither passed nor failed again.
    private static void WriteEarlier(XmlWriter xml, Verdict verdict, ResultCase earlier)
    {
        if (verdict == Verdict.Skipped) return;
        xml.WriteStartElement(verdict == Verdict.Passed ? "flakyFailure" : "rerunFailure");
        xml.WriteAttributeString("message", earlier.Message);
        xml.WriteAttributeString("type", earlier.Type);
        xml.WriteElementString("stackTrace", earlier.Details.Length == 0 ? earlier.Message : $"{earlier.Message}\n{PlainText.Bounded(earlier.Details)}");
        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => Math.Max(0, time.TotalSeconds).ToString("0.000", CultureInfo.InvariantCulture);
}
