using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>A test has said itself how it ends: by <c>Fail</c>, <c>FailIf</c> or <c>Skip</c>.</summary>
internal sealed class OutcomeException : Exception
{
    private const int LongestExpression = 200;
    private const int MostWarnings = 3;

    private OutcomeException(Outcome outcome, string reason, string expression, string file, int line)
        : base(Text(reason, expression, file, line)) => Outcome = outcome;

    /// <summary>How it ends.</summary>
    public Outcome Outcome { get; }

    /// <summary>A failure.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="expression">The condition that held; empty for none.</param>
    /// <param name="file">The file of the code.</param>
    /// <param name="line">The line in it.</param>
    public static OutcomeException Failed(string reason, string expression, string file, int line) =>
        new(Outcome.Fail, reason, expression, file, line);

    /// <summary>A skip.</summary>
    public static OutcomeException Skipped(string reason, string file, int line) => new(Outcome.Skip, reason, "", file, line);

    /// <summary>What was said, also where several tasks were awaited at once; <c>null</c> when nothing was. A failure takes precedence
    /// over a skip.</summary>
    public static OutcomeException? In(Exception? exception) => exception switch
    {
        OutcomeException said => said,
        AggregateException all => all.Flatten().InnerExceptions.OfType<OutcomeException>().MaxBy(said => said.Outcome),
        _ => null,
    };

    /// <summary>Several warnings in one line; empty for none.</summary>
    public static string Joined(IReadOnlyCollection<string> warnings) =>
        string.Join("; ", warnings.Take(MostWarnings))
        + (warnings.Count > MostWarnings ? FormattableString.Invariant($"; and {warnings.Count - MostWarnings} more") : "");

    /// <summary>A text and where it was said: <c>too slow (rate &lt; 900, NetPerf.cs:42)</c>.</summary>
    /// <remarks>Only the name of the file: its folder differs from one machine to the next, and CI systems group failures by their
    /// messages.</remarks>
    public static string Text(string reason, string expression, string file, int line)
    {
        var name = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        var place = name.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{name}:{line}");
        var condition = string.Join(' ', expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (condition.Length > LongestExpression) condition = $"{condition[..LongestExpression]}…";
        if (string.IsNullOrWhiteSpace(reason)) (reason, condition) = (condition.Length > 0 ? condition : "no reason was given", "");
        var where = string.Join(", ", new[] { condition, place }.Where(part => part.Length > 0));
        return where.Length == 0 ? reason : $"{reason} ({where})";
    }
}
