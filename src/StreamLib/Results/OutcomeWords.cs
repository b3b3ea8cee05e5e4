using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>How reports for people say outcomes, times and numbers.</summary>
internal static class OutcomeWords
{
    public static string Word(this Outcome outcome) => outcome switch
    {
        Outcome.Pass => "passed",
        Outcome.Warn => "passed with a warning",
        Outcome.ExpectedFailure => "failed as expected",
        Outcome.Skip => "skipped",
        Outcome.Aborted => "aborted",
        Outcome.Cancelled => "cancelled",
        Outcome.Error => "error",
        Outcome.UnexpectedPass => "passed unexpectedly",
        _ => "failed",
    };

    /// <summary>The outcome in the middle of a sentence: <c>client1 … in 2.1 s</c>.</summary>
    public static string Verb(this Outcome outcome) => outcome switch
    {
        Outcome.Skip => "was skipped",
        Outcome.Aborted => "was aborted",
        Outcome.Cancelled => "was cancelled",
        Outcome.Error => "ended in an error",
        _ => outcome.Word(),
    };

    /// <summary>How something ended, as a sentence: <c>1-NetPerf failed in 2.1 s: exit 1</c>.</summary>
    public static string Ended(string what, Outcome outcome, TimeSpan? time, string why) =>
        $"{what} {outcome.Verb()}{When(outcome, time)}{(why.Length == 0 || Says(outcome, why) ? "" : $": {why}")}";

    /// <summary>Whether the outcome alone says all that <paramref name="why"/> says, as in <c>cancelled: the run was cancelled</c>.
    /// </summary>
    public static bool Says(this Outcome outcome, string why) =>
        outcome == Outcome.Cancelled && why is ("cancelled" or "the run was cancelled");

    public static string Seconds(this TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s");

    private static string When(Outcome outcome, TimeSpan? time) => outcome switch
    {
        _ when time is null => "",
        Outcome.Skip => "",
        Outcome.Aborted or Outcome.Cancelled or Outcome.Error => $" after {time.Value.Seconds()}",
        _ => $" in {time.Value.Seconds()}",
    };

    /// <summary>A measured value as a person reads it: no more digits than matter.</summary>
    public static string Short(this double value) => Math.Abs(value) is >= 100 and < 1e15
        ? value.ToString("0.#", CultureInfo.InvariantCulture)
        : value.ToString("0.####", CultureInfo.InvariantCulture) is var text && (text is not ("0" or "-0") || value == 0) && Math.Abs(value) < 1e15
            ? text
            : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A metric in full, as result files show it: <c>metric throughput=941.23 Mbit/s</c>.</summary>
    public static string Line(this MetricReport metric) =>
        PlainText.OneLine(string.Create(CultureInfo.InvariantCulture, $"metric {metric.Name}={metric.Value} {metric.Unit}")).TrimEnd();
}
