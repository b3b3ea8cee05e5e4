using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Results;

/// <summary>What reports tell of the attempts before the one that is reported.</summary>
internal static class CaseAttempts
{
    /// <summary>Which attempt is reported: <c>attempt 2 of 3</c>.</summary>
    public static string Number(TestReport test) => Number(test.Attempt, test);

    /// <summary>The attempts, a line each; none where there was only one.</summary>
    public static IEnumerable<string> Lines(TestReport test) => test.EarlierAttempts.IsEmpty ? [] :
    [
        .. test.EarlierAttempts.Select(a => OutcomeWords.Ended(Number(a.Attempt, test), a.Outcome, a.Finished - a.Started, a.Why)),
        $"{Number(test)} is the one that counts",
    ];

    /// <summary>Adds to each case what became of it in earlier attempts. The cases stay the same, each of them once.</summary>
    public static ImmutableArray<ResultSuite> AddTo(ImmutableArray<ResultSuite> suites, TestReport test, ImmutableArray<(int Attempt, ImmutableArray<ResultSuite> Suites)> earlier)
    {
        var attempts = earlier.Select(a => (a.Attempt, Cases: a.Suites.SelectMany(s => s.Cases).ToDictionary(c => c.TestId))).ToArray();
        return [.. suites.Select(suite => suite with { Cases = [.. suite.Cases.Select(WithEarlier)] })];

        ResultCase WithEarlier(ResultCase now)
        {
            var then = attempts.Where(a => a.Cases.ContainsKey(now.TestId)).Select(a => (a.Attempt, Case: a.Cases[now.TestId])).ToArray();
            return then.Length == 0 ? now : now with
            {
                Earlier = [.. then.Where(t => t.Case.Verdict is Verdict.Failed or Verdict.Error).Select(t => t.Case)],
                Output = [.. then.Select(t => $"{Number(t.Attempt, test)}: {Word(t.Case)}{(t.Case.Message.Length == 0 ? "" : $": {t.Case.Message}")}"), $"{Number(test)} is the one that counts", .. now.Output],
            };
        }
    }

    private static string Number(int attempt, TestReport test) => string.Create(CultureInfo.InvariantCulture, $"attempt {attempt} of {test.MostAttempts}");

    private static string Word(ResultCase then) => then.Verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Failed => "failed",
        Verdict.Error => "error",
        _ => then.Type.Length > 0 ? then.Type : "skipped",
    };
}
