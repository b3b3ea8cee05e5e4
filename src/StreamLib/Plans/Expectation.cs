using System.Globalization;

namespace StreamLib.Plans;

/// <summary>How a step is expected to end.</summary>
/// <example><code>
/// var plan = Plan.Named("Isolated").Stream("guest", s => s
///     .Run("reach", "curl --silent http://$PARAM_INNER/", step => step with { Expect = "fail", Timeout = TimeSpan.FromSeconds(10) }));
/// </code></example>
public sealed record Expectation
{
    private readonly string text;

    private Expectation(string text, TimeSpan? within = null) => (this.text, Within) = (text, within);

    /// <summary>How long its host may be away, from the start of the step, when it may go away; else <c>null</c>.</summary>
    public TimeSpan? Within { get; }

    /// <summary>It does what it should: the default.</summary>
    public static Expectation Pass { get; } = new("pass");

    /// <summary>It fails, as where machines must not reach each other: its failure is an <see cref="Outcome.ExpectedFailure"/>, after which its stream goes on; a pass is an
    /// <see cref="Outcome.UnexpectedPass"/>, which fails the test. A step that took longer than its <see cref="Step.Timeout"/> has failed; one that could not be started,
    /// was skipped, or lost its host, has not.</summary>
    public static Expectation Fail { get; } = new("fail");

    /// <summary>Its host may go away, as in a restart or while a driver is loaded again, and comes back; then the stream goes on. See <c>docs/reference/plan.md</c>.</summary>
    /// <param name="within">From the start of the step until the host is back, at most.</param>
    public static Expectation Disconnect(TimeSpan within) => within > TimeSpan.Zero
        ? new(string.Create(CultureInfo.InvariantCulture, $"disconnect within {within.TotalSeconds:0.###}"), within)
        : throw new PlanException("SL1070", "A host cannot come back within no time: write disconnect within 300, in seconds, or 5m.");

    /// <summary>Reads <c>pass</c>, <c>fail</c> or <c>disconnect within 300</c>, in seconds or as in <c>5m</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is none of these.</exception>
    public static Expectation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) switch
        {
            ["pass"] => Pass,
            ["fail"] => Fail,
            ["disconnect", "within", var time] when double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) => Disconnect(TimeSpan.FromSeconds(seconds)),
            ["disconnect", "within", var time] => Disconnect(Duration.Parse(time)),
            _ => throw new PlanException("SL1070", $"'{text}' is nothing that can be expected of a step: write pass, fail, or disconnect within 300."),
        };
    }

    /// <summary>Reads <c>pass</c>, <c>fail</c> or <c>disconnect within 300</c>.</summary>
    public static implicit operator Expectation(string text) => Parse(text);

    /// <inheritdoc/>
    public override string ToString() => text;
}
