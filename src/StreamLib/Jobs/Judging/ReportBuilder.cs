using System.Collections.Immutable;
using System.Text.RegularExpressions;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Gathers what the lines of a report say.</summary>
internal sealed partial class ReportBuilder
{
    private const int MostShown = 20;
    private const int LongestShown = 200;
    private readonly ImmutableArray<Metric>.Builder metrics = ImmutableArray.CreateBuilder<Metric>();
    private readonly ImmutableArray<string>.Builder notes = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder strange = ImmutableArray.CreateBuilder<string>();
    private Outcome? outcome;
    private string reason = "";
    private string message = "";
    private string? strangeOutcome;
    private string? strangeMetric;

    public int StrangeCount { get; private set; }

    public string FirstStrange => strange.Count > 0 ? strange[0] : "";

    public string Trace { get; set; } = "";

    public void Add(Metric metric) => metrics.Add(metric);

    public void AddNote(string text) => notes.Add(text);

    /// <summary>A message is the reason of the outcome that follows it.</summary>
    public void AddMessage(string text) => message = text;

    /// <summary>Of several outcomes the worst counts: what was reported once is not taken back.</summary>
    public void Add(Outcome reported, string why)
    {
        if (why.Length == 0) why = message;
        message = "";
        if (outcome is { } before && OutcomeWord.Weight(before) >= OutcomeWord.Weight(reported)) return;
        (outcome, reason) = (reported, why);
    }

    public void AddStrangeOutcome(string word) => strangeOutcome ??= Shown(word);

    public void AddStrange(string line)
    {
        StrangeCount++;
        var shown = Shown(line);
        // A line that cannot be read may have been meant to say how it ended, or what a limit is about.
        if (MayBeOutcome().IsMatch(line.Replace("\0", "", StringComparison.Ordinal))) strangeOutcome ??= shown;
        if (line.Contains("metric", StringComparison.OrdinalIgnoreCase)) strangeMetric ??= shown;
        if (strange.Count < MostShown) strange.Add(shown);
    }

    public ReportedLines Build(string? problem) => new()
    {
        Outcome = outcome,
        IsOver = outcome is not null || strangeOutcome is not null,
        Message = reason.Length > 0 ? reason : message,
        Trace = Trace,
        Metrics = metrics.ToImmutable(),
        Notes = notes.ToImmutable(),
        Strange = strange.ToImmutable(),
        StrangeCount = StrangeCount,
        StrangeOutcome = strangeOutcome,
        StrangeMetric = strangeMetric,
        Problem = problem,
    };

    // Also one that is cut off in the middle of that word.
    [GeneratedRegex("""outcome|"type"\s*:\s*"o(?:u|ut|utc|utco|utcom)?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MayBeOutcome();

    private static string Shown(string text)
    {
        var cut = text.Length > LongestShown ? $"{text.AsSpan(0, LongestShown)}…" : text;
        return string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
