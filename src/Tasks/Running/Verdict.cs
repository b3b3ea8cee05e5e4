using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Tells the log of the build how a run ended: each nested test that failed is one error, where it is declared.</summary>
internal sealed class Verdict(TaskLoggingHelper log, DeclaredTest declared)
{
    private const int FirstLines = 5;

    public void Tell(FinishedRun run)
    {
        foreach (var test in run.Report.Tests) Tell(test, run.Folder);
        if (RepeatSummary.Text(run.Report) is { Length: > 0 } summary) log.LogMessage(MessageImportance.High, "{0}", summary.TrimEnd('\n'));
        foreach (var problem in run.Problems)
        {
            var (file, line, column) = Place.Of(declared.Item);
            log.LogWarning(null, "SL5105", null, file, line, column, 0, 0, "{0}", $"The results are not complete: {problem}");
        }
    }

    private void Tell(TestReport test, string folder)
    {
        log.LogMessage(MessageImportance.Normal, "{0}", SummaryTable.Text(test));
        log.LogMessage(MessageImportance.High, "{0}", $"{test.Name} {test.Outcome.Verb()} ({SummaryTable.Size(test)}){(test.Outcome == Outcome.Skip ? $": {test.Message}" : "")}. Results: {folder}");
        foreach (var (outcome, message, place) in Failures(test))
            log.LogError(null, CodeOf(outcome), null, place.File, place.Line, place.Column, 0, 0, "{0}", $"{message}\nResults: {folder}");
    }

    private IEnumerable<(Outcome Outcome, string Message, Place Place)> Failures(TestReport test)
    {
        var nested = test.Streams.SelectMany(stream => stream.Nested.Where(n => n.Outcome.IsFailure()).Select(n => (stream, n))).ToArray();
        foreach (var (stream, n) in nested)
        {
            yield return (n.Outcome, $"{test.Name}: {stream.Name}/{n.Id} on {stream.Host} {Ended(n.Outcome, n.Message)}{FirstOf(n)}",
                Place.Thrown(n.Details) ?? Place.Of(declared.ItemOf(stream.Role, n.Name)));
        }

        var streams = test.Streams.Where(stream => stream.Outcome.IsFailure() && !stream.Nested.Any(n => n.Outcome.IsFailure())).ToArray();
        foreach (var stream in streams)
            yield return (stream.Outcome, $"{test.Name}: {stream.Name} on {stream.Host} {Ended(stream.Outcome, stream.Message)}", Place.Of(declared.ItemOf(stream.Role, null)));

        if (nested.Length == 0 && streams.Length == 0 && test.Outcome.ExitCode() != 0)
            yield return (test.Outcome, $"{test.Name} {Ended(test.Outcome, test.RootCause?.What ?? test.Message)}", Place.Of(declared.Item));
    }

    // A nested test's own words; what it wrote last where it had none. The message may have said them.
    private static string FirstOf(NestedReport nested)
    {
        string[] shown = [.. nested.Details.Length > 0 ? PlainText.Lines(nested.Details).Take(FirstLines) : nested.Tail.TakeLast(FirstLines)];
        return shown is [var only] && nested.Message.EndsWith(only, StringComparison.Ordinal) ? "" : string.Concat(shown.Select(line => $"\n    {line}"));
    }

    private static string Ended(Outcome outcome, string message) => outcome == Outcome.Cancelled ? "was cancelled." : $"{outcome.Verb()}: {message}";

    private static string CodeOf(Outcome outcome) => outcome switch
    {
        Outcome.Error => "SL5103",
        Outcome.Cancelled => "SL5104",
        _ => "SL5102",
    };
}
