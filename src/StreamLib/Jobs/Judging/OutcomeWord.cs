using System.Text.Json;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>The words for an outcome that a nested test can report, as documented in <c>docs/reference/report.md</c>.</summary>
internal static class OutcomeWord
{
    /// <summary>The words to write in messages.</summary>
    public const string Choices = "pass, warn, fail, error or skip";

    private static readonly Dictionary<string, Outcome> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pass"] = Outcome.Pass,
        ["passed"] = Outcome.Pass,
        ["ok"] = Outcome.Pass,
        ["success"] = Outcome.Pass,
        ["successful"] = Outcome.Pass,
        ["succeeded"] = Outcome.Pass,
        ["warn"] = Outcome.Warn,
        ["warning"] = Outcome.Warn,
        ["warned"] = Outcome.Warn,
        ["fail"] = Outcome.Fail,
        ["failed"] = Outcome.Fail,
        ["failure"] = Outcome.Fail,
        ["notok"] = Outcome.Fail,
        ["error"] = Outcome.Error,
        ["errored"] = Outcome.Error,
        ["skip"] = Outcome.Skip,
        ["skipped"] = Outcome.Skip,
        ["ignored"] = Outcome.Skip,
        ["notrun"] = Outcome.Skip,
        ["notexecuted"] = Outcome.Skip,
        ["expectedfailure"] = Outcome.ExpectedFailure,
        ["xfail"] = Outcome.ExpectedFailure,
        ["unexpectedpass"] = Outcome.UnexpectedPass,
        ["unexpectedsuccess"] = Outcome.UnexpectedPass,
        ["xpass"] = Outcome.UnexpectedPass,
        ["aborted"] = Outcome.Aborted,
        ["cancelled"] = Outcome.Cancelled,
        ["canceled"] = Outcome.Cancelled,
    };

    /// <summary>The outcome of a word, in any case, with or without blanks, <c>-</c> and <c>_</c>; <c>null</c> for a word that is not
    /// understood.</summary>
    public static Outcome? Parse(string word)
    {
        var plain = string.Concat(word.Where(c => c is not ('-' or '_' or ' ')));
        return s_words.TryGetValue(plain, out var outcome) ? outcome : null;
    }

    /// <summary>The word of an outcome, as in <c>pass</c>.</summary>
    public static string Of(Outcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());

    /// <summary>How much an outcome counts where several are reported: the highest counts.</summary>
    public static int Weight(Outcome outcome) => outcome switch
    {
        Outcome.Fail => 8,
        Outcome.UnexpectedPass => 7,
        Outcome.Error => 6,
        Outcome.Aborted => 5,
        Outcome.Cancelled => 4,
        Outcome.Warn => 3,
        Outcome.Skip => 2,
        Outcome.ExpectedFailure => 1,
        _ => 0,
    };
}
