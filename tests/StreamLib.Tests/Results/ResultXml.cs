using System.Xml.Linq;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLibTests.Results;

/// <summary>The result files of a scripted run.</summary>
internal static class ResultXml
{
    public static readonly string[] Kinds = ["passing", "failing", "unreachable", "cancelled", "skipped", "killed", "expected", "unexpected", "known", "retried", "exhausted"];
    public static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static XDocument JUnitOf(Action<ScriptedRun> play) =>
        Written(play, (file, _, test, suites) => JUnitXml.Write(file, test, suites, new AttachmentTags("/r", areNamesUnique: false)));

    public static XDocument TrxOf(Action<ScriptedRun> play) =>
        Written(play, (file, run, test, suites) => TrxXml.Write(file, run, test, suites, "/r"));

    /// <summary>A run with everything that makes names and texts hard.</summary>
    public static void Odd(ScriptedRun run)
    {
        run.Send(new JobStarted { Job = ScriptedRun.JobId, Controller = "ci\e[1m", Version = "0" });
        run.Send(new TestStarted
        {
            Test = "Odd",
            Suite = "A,b.C d",
            Streams =
            [
                new PlannedStream { Name = "Odd", Role = "Odd", Host = "h<1>", Nested = [new PlannedNested("1-x", "x"), new PlannedNested("2-x", "x")] },
                new PlannedStream { Name = "a.b", Role = "a", Host = "", Nested = [new PlannedNested("1-7", "7")] },
                new PlannedStream { Name = "a_b", Role = "a", Host = "h", Nested = [new PlannedNested("1-7", "7")] },
                new PlannedStream { Name = "1", Role = "1", Host = "h" },
            ],
        });
        run.Send(new NestedStarted { Test = "Odd", Stream = "Odd", Nested = "1-x", Name = "x", Command = "\0]]><&" });
        foreach (var text in new[] { "]]>", "\e[31m<b>\0\uFFFF", new string(['\uD800', 'x']), "[[ATTACHMENT|/etc/passwd]]" })
        {
            run.Send(new OutputWritten { Test = "Odd", Stream = "Odd", Nested = "1-x", Text = text });
            run.Send(new NoteRecorded { Test = "Odd", Stream = "Odd", Nested = "1-x", Text = text });
            run.Send(new MetricRecorded { Test = "Odd", Stream = "Odd", Nested = "1-x", Name = text, Value = double.NaN, Unit = text });
        }

        run.Send(new NestedFinished { Test = "Odd", Stream = "Odd", Nested = "1-x", Outcome = StreamLib.Plans.Outcome.UnexpectedPass, Message = "a\0\nb", Details = new string('\u0001', 3) + "]]>" });
        run.Send(new NestedFinished { Test = "Odd", Stream = "Odd", Nested = "2-x", Outcome = StreamLib.Plans.Outcome.ExpectedFailure, Message = "exit 1, as it should" });
        run.Send(new TestFinished { Test = "Odd", Outcome = StreamLib.Plans.Outcome.Fail });
    }

    public static void Play(ScriptedRun run, string kind)
    {
        if (kind == "odd") Odd(run);
        else RenderedResultsTests.Play(run, kind);
    }

    private static XDocument Written(Action<ScriptedRun> play, Action<Stream, RunReport, TestReport, System.Collections.Immutable.ImmutableArray<ResultSuite>> write)
    {
        var report = ScriptedRun.Report(play);
        var test = report.Tests.ShouldHaveSingleItem();
        using var file = new MemoryStream();
        write(file, report, test, ResultCases.Of(report, test, new ResultTree("/r")));
        file.Position = 0;
        return XDocument.Load(file);
    }
}
