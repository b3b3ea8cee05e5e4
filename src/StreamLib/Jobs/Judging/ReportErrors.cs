using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Why the report of a nested test counts as an error or a failure.</summary>
internal static class ReportErrors
{
    private const string Report = "the report events.jsonl in $STREAMLIB_OUTPUT";

    /// <summary>What is there under the name of the report is not a file.</summary>
    /// <param name="what">What it is instead, as in <c>a folder</c>.</param>
    public static string NotAFile(string what) => With("SL3020", $"{Report} is {what}, not a file, so what the test reported is not known");

    /// <summary>The user that the test runs as cannot read the report.</summary>
    public static string NoAccessToReport => NoAccess(Report);

    /// <summary>The user that the test runs as cannot enter the folder of the report.</summary>
    public static string NoAccessToFolder => NoAccess("the folder $STREAMLIB_OUTPUT");

    public static string TooLarge(ReportBounds bounds) => Over($"is larger than {ByteSize.Text(bounds.MostBytes)}");

    public static string LongLine(int number, ReportBounds bounds) =>
        Over(string.Create(CultureInfo.InvariantCulture,
            $"has a line that is longer than {ByteSize.Text(bounds.LongestLine)}, line {number}"));

    public static string TooManyLines(ReportBounds bounds) =>
        Over(string.Create(CultureInfo.InvariantCulture, $"has more than {bounds.MostLines} lines"));

    public static string Unreadable(ReportBounds bounds, string first) =>
        Over(string.Create(CultureInfo.InvariantCulture,
            $"has more than {bounds.MostStrange} lines that are not understood, the first: {first}"));

    public static string NotReadInTime(ReportBounds bounds) =>
        With("SL3023", string.Create(CultureInfo.InvariantCulture,
            $"{Report} could not be read within {bounds.Time.TotalSeconds:0.###} s"));

    public static string NotFetched(string why) => With("SL3023", $"{Report} could not be brought here: {why.TrimEnd('.')}");

    /// <summary>An outcome that was reported in a word that is not understood.</summary>
    public static string StrangeOutcome(string word) =>
        With("SL3024", $"it reported an outcome that is not understood: '{word}'. Write {OutcomeWord.Choices}");

    private static string NoAccess(string what) =>
        With("SL3021", $"{what} cannot be read by the user that the test ran as, so what it reported is not known");

    private static string Over(string how) =>
        With("SL3022", $"{Report} {how}. What is over this bound is not read: report less, or write it into another file");

    // These are reasons in the middle of a report, not errors of their own.
    private static string With(string code, string text) => $"{text} ({code})";
}
