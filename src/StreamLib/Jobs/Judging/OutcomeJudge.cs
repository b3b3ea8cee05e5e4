using System.Globalization;
using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Judges a nested test by all that is known of it: first how it went, by the worst of what it reported and how its
/// command ended; then what it measured, by its limits; then all that, by what is expected and known.</summary>
internal static class OutcomeJudge
{
    /// <summary>The result.</summary>
    public static NestedResult Judge(StepEvidence evidence)
    {
        var went = Went(evidence) with { Party = evidence.Party, ExitStatus = evidence.End.ExitCode };
        // What was ended on purpose may have had no time to measure.
        var measured = Limits.Of(evidence.Step, went, evidence.Report, isWhole: evidence.Asked is null);
        var warned = WithWarnings(evidence, measured);
        // What cannot be understood is no failure that was expected, nor the known issue.
        var judged = evidence.Report.StrangeOutcome is not null && warned.Outcome == Outcome.Fail
            ? warned
            : Expected.Of(evidence.Step, warned);
        return judged with { Signal = evidence.End.Signal, Metrics = evidence.Report.Metrics };
    }

    /// <summary>Whether a broken barrier may be why it ended: one that has reported a failure has failed by itself.</summary>
    public static bool MayBeReleased(StepEvidence evidence) =>
        evidence is { NeverReady: null, TimedOut: false, CutOff: null, Asked: null, WasStopped: false, NotAwaited: null }
        && evidence.Report.StrangeOutcome is null
        && evidence.Account.GaveUp is null
        && evidence.Report.Outcome is not (Outcome.Fail or Outcome.Error or Outcome.UnexpectedPass)
        && (evidence.Report.Outcome is Outcome.Aborted || !evidence.End.Succeeded);

    /// <summary>Whether it is a background step that ended although nothing had asked it to.</summary>
    public static bool EndedTooEarly(StepEvidence evidence) =>
        evidence is { Step: { Background: true, MayEnd: false }, NeverReady: null, TimedOut: false, CutOff: null, Asked: null, WasStopped: false };

    /// <summary>The message of one that gave up.</summary>
    public static string GaveUp(string reason) => $"gave up: {reason}";

    private static NestedResult Went(StepEvidence evidence)
    {
        if (evidence.Account.GaveUp is { } given) return Failed(evidence, GaveUp(given));
        if (evidence.NeverReady is { } reason) return Failed(evidence, reason + LastOutput(evidence));
        if (evidence.TimedOut)
            return Failed(
                evidence,
                $"took longer than the Timeout of its step, {Seconds(evidence.Step.Timeout!.Value)} s{LastOutput(evidence)}");
        if (evidence.CutOff is { } cutOff) return cutOff;
        // What it says of itself takes precedence over how it ended, also when that was asked for.
        if (evidence.Report.Outcome is Outcome.Fail or Outcome.Error or Outcome.UnexpectedPass) return Said(evidence);
        if (evidence.Report.StrangeOutcome is { } strange) return Failed(evidence, ReportErrors.StrangeOutcome(strange));
        return WithReport(evidence, Ended(evidence));
    }

    // By how its command ended. It has reported no failure.
    private static NestedResult Ended(StepEvidence evidence)
    {
        var end = evidence.End;
        if (evidence.Asked is { } asked) return asked;
        if (evidence.NotAwaited is { } left) return left;
        if (evidence.WasStopped) return Stopped(evidence);
        if (evidence.Released is { } released)
            return end.Succeeded
                ? released
                : released with { Message = $"{released.Message}; then it ended: {How(end)}{LastOutput(evidence)}" };
        if (evidence.Report.Outcome is Outcome.Aborted or Outcome.Cancelled) return Failed(evidence, Alone(evidence));
        if (EndedTooEarly(evidence))
            return Failed(evidence, $"ended before it was stopped: {How(end)}{LastOutput(evidence)}{ByItself(end)}{evidence.PortHolders}");
        if (!end.Succeeded) return Failed(evidence, InSpiteOfReport(evidence) + How(end) + Why(evidence));
        return IsCutShort(evidence)
            ? Failed(evidence, $"ended before its test was over: {How(end)}, and no outcome was reported{LastOutput(evidence)}")
            : Passed(evidence);
    }

    // An end that is no failure is no better than what was reported.
    private static NestedResult WithReport(StepEvidence evidence, NestedResult ended)
    {
        if (!ended.Outcome.LetsGoOn()) return ended;
        var report = evidence.Report;
        if (report.Problem is { } problem) return ended with { Outcome = Outcome.Error, Message = problem, Details = evidence.LastLines };
        if (report.Outcome is Outcome.Skip || (report.Outcome is Outcome.Warn or Outcome.ExpectedFailure && ended.Outcome == Outcome.Pass))
            return Said(evidence);
        return report.Outcome == Outcome.Pass && ended is { Outcome: Outcome.Pass, Message: "" }
            ? ended with { Message = report.Message }
            : ended;
    }

    // What does not fail it, but is not to be overlooked.
    private static NestedResult WithWarnings(StepEvidence evidence, NestedResult measured)
    {
        if (measured.Outcome is not (Outcome.Pass or Outcome.Warn)) return measured;
        string?[] warnings = [evidence.Report.StrangeCount > 0 ? Strange(evidence.Report) : null, Unheeded(evidence)];
        foreach (var warning in warnings.OfType<string>())
            measured = measured with { Outcome = Outcome.Warn, Message = Joined(measured.Message, warning) };
        return measured;
    }

    // When it was asked to end, others were too: barriers that break then say nothing of the test.
    private static string? Unheeded(StepEvidence evidence) =>
        evidence is { Account.Barrier: { } barrier, Asked: null, WasStopped: false, NotAwaited: null }
        ? $"it went on although barrier {barrier} was broken: {evidence.Account.Cause}"
        : null;

    private static NestedResult Stopped(StepEvidence evidence) => evidence.End.Forced
        ? Passed(evidence) with
        {
            Outcome = Outcome.Warn,
            Message = $"did not end within the Grace of {Seconds(evidence.Grace)} s and {evidence.InTheEnd}",
        }
        : Passed(evidence);

    private static string ByItself(CommandResult end) => end.Succeeded
        ? "; a background step that ends by itself needs may-end (MayEnd), and one that makes itself a daemon is to stay in the foreground"
        : "";

    // A test application says last of all how its test ended: one that leaves its process in the middle has not.
    private static bool IsCutShort(StepEvidence evidence) =>
        evidence.Step.Action is StepAction.TestClass && evidence.Report is { Problem: null, IsOver: false };

    private static NestedResult Said(StepEvidence evidence)
    {
        var (outcome, message) = (evidence.Report.Outcome!.Value, evidence.Report.Message);
        return new()
        {
            Party = evidence.Party,
            Outcome = outcome,
            Message = message.Length > 0 || !outcome.IsFailure() ? message : $"it reported that, without a reason{LastOutput(evidence)}",
            Details = evidence.Report.Trace.Length > 0 || !outcome.IsFailure() ? evidence.Report.Trace : evidence.LastLines,
        };
    }

    private static string Alone(StepEvidence evidence)
    {
        if (evidence.Report.Message.Length > 0) return evidence.Report.Message;
        var word = evidence.Report.Outcome == Outcome.Aborted ? "aborted" : "cancelled";
        return $"it reported that it was {word}, and nothing had ended it{LastOutput(evidence)}";
    }

    private static string InSpiteOfReport(StepEvidence evidence) =>
        evidence.Report.Outcome is { } said ? $"it reported the outcome {OutcomeWord.Of(said)}, but: " : "";

    // Who reports a message and no outcome says why its command fails.
    private static string Why(StepEvidence evidence) =>
        evidence.Report is { Outcome: null, Message.Length: > 0 } report ? $": {report.Message}" : LastOutput(evidence);

    private static string Strange(ReportedLines report)
    {
        var first = report.Strange[0];
        return report.StrangeCount == 1
            ? $"a line of its report is not understood: {first}"
            : string.Create(
                CultureInfo.InvariantCulture, $"{report.StrangeCount} lines of its report are not understood, the first: {first}");
    }

    private static string Joined(string first, string second) => first.Length == 0 ? second : $"{first}; {second}";

    private static NestedResult Passed(StepEvidence evidence) => new() { Party = evidence.Party, Outcome = Outcome.Pass };

    private static NestedResult Failed(StepEvidence evidence, string message) =>
        new() { Party = evidence.Party, Outcome = Outcome.Fail, Message = message, Details = evidence.LastLines };

    private static string LastOutput(StepEvidence evidence) => evidence.LastLine.Length > 0 ? $": {evidence.LastLine}" : "";

    private static string How(CommandResult end) => end.Signal is { } signal
        ? $"ended by signal {signal}"
        : string.Create(CultureInfo.InvariantCulture, $"exit status {end.ExitCode}");

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
