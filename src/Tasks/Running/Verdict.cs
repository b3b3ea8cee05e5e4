using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Plans;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Tells the log of the build how a run ended: each nested test that failed is one error, where it is declared.</summary>
internal sealed class Verdict(TaskLoggingHelper log, BuildConsole console, DeclaredTest declared)
{
    private const int FirstLines = 5;

    public void Tell(FinishedRun run)
    {
        foreach (var test in run.Report.Tests) Tell(test, run.Folder);
        if (RepeatSummary.Text(run.Report) is { Length: > 0 } summary) console.Say(summary.TrimEnd('\n'));
        foreach (var problem in run.Problems)
        {
            var (file, line, column) = Place.Of(declared.Item);
            log.LogWarning(null, "SL5105", null, file, line, column, 0, 0, "{0}", $"The results are not complete: {problem}");
        }
    }

    private void Tell(TestReport test, string folder)
    {
        log.LogMessage(MessageImportance.Normal, "{0}", SummaryTable.Text(test));
        var failures = Failures(test).ToArray();
        foreach (var words in failures.Select(failure => failure.Words).Where(words => words.Length > 0)) console.Say(words);
        console.Say($"{test.Name} {test.Outcome.Verb()} "
            + $"({SummaryTable.Size(test)}){(test.Outcome == Outcome.Skip ? $": {test.Message}" : "")}. Results: {folder}");
        foreach (var failure in failures)
        {
            var message = BuildWords.OneLine($"{BuildWords.OfOutcome(failure.Message).TrimEnd('.')}. Results: {folder}");
            log.LogError(null, CodeOf(failure.Outcome), null, failure.Place.File, failure.Place.Line, failure.Place.Column, 0, 0, "{0}",
                message);
        }

        if (test.Outcome == Outcome.Warn) Warn(test, folder);
    }

    // One warning, whatever it is that has one.
    private void Warn(TestReport test, string folder)
    {
        var (stream, nested) = test.Streams.SelectMany(s => s.Nested.Select(n => (Stream: s, Nested: n)))
            .FirstOrDefault(part => part.Nested.Outcome == Outcome.Warn);
        var place = Place.Of(declared.ItemOf(stream?.Role, nested?.Name));
        var message = nested is null ? $"{test.Name} passed with a warning: {test.Message}"
            : $"{test.Name}: {stream!.Name}/{nested.Id} on {stream.Host} passed with a warning: {nested.Message}";
        log.LogWarning(null, "SL5128", null, place.File, place.Line, place.Column, 0, 0, "{0}",
            BuildWords.OneLine($"{BuildWords.OfOutcome(message).TrimEnd('.')}. Results: {folder}"));
    }

    private IEnumerable<Failure> Failures(TestReport test)
    {
        var nested = test.Streams.SelectMany(stream => stream.Nested.Where(n => n.Outcome.IsFailure()).Select(n => (stream, n))).ToArray();
        foreach (var (stream, n) in nested)
        {
            yield return new(
                n.Outcome, $"{test.Name}: {stream.Name}/{n.Id} on {stream.Host} {Ended(n.Outcome, n.Message)}", Place.Thrown(n.Details)
                    ?? Place.Of(declared.ItemOf(stream.Role, n.Name)),
                WordsOf($"{stream.Name}/{n.Id}", n));
        }

        var streams = test.Streams.Where(stream => stream.Outcome.IsFailure() && !stream.Nested.Any(n => n.Outcome.IsFailure())).ToArray();
        foreach (var stream in streams)
        {
            yield return new(
                stream.Outcome, $"{test.Name}: {stream.Name} on {stream.Host} {Ended(stream.Outcome, stream.Message)}",
                    Place.Of(declared.ItemOf(stream.Role, null)));
        }

        if (nested.Length == 0 && streams.Length == 0 && test.Outcome.ExitCode() != 0)
            yield return new(test.Outcome, $"{test.Name} {Ended(test.Outcome, test.RootCause?.What ?? test.Message)}",
                Place.Of(declared.Item));
    }

    // A nested test's own words; what it wrote last where it had none. The message may have said them.
    private static string WordsOf(string name, NestedReport nested)
    {
        string[] shown = [.. nested.Details.Length > 0 ? PlainText.Lines(nested.Details).Take(FirstLines) : nested.Tail.TakeLast(FirstLines)];
        return shown.Length == 0 || (shown is [var only] && nested.Message.EndsWith(only, StringComparison.Ordinal)) ? ""
            : $"{name}:{string.Concat(shown.Select(line => $"\n    {line}"))}";
    }

    private static string Ended(Outcome outcome, string message) => outcome == Outcome.Cancelled ? "was cancelled." : $"{outcome.Verb()}: {message}";

    private static string CodeOf(Outcome outcome) => outcome switch
    {
        Outcome.Error => "SL5103",
        Outcome.Cancelled => "SL5104",
        _ => "SL5102",
    };

    /// <summary>Something that failed.</summary>
    /// <param name="Outcome">How.</param>
    /// <param name="Message">Why, as the error of the build.</param>
    /// <param name="Place">Where it is declared, or was thrown.</param>
    /// <param name="Words">What it had to say, for a person; empty where the message says it.</param>
    private sealed record Failure(Outcome Outcome, string Message, Place Place, string Words = "");
}
