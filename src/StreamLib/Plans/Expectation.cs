namespace StreamLib.Plans;

/// <summary>How a step is expected to end.</summary>
/// <example><code>
/// var plan = Plan.Named("Isolated").Stream("guest", s => s
///     .Run("reach", "curl --silent http://$PARAM_INNER/", step => step with { Expect = "fail", Timeout = TimeSpan.FromSeconds(10) }));
/// </code></example>
public sealed record Expectation
{
    private readonly string text;

    private Expectation(string text) => this.text = text;

    /// <summary>It does what it should: the default.</summary>
    public static Expectation Pass { get; } = new("pass");

    /// <summary>It fails, as where machines must not reach each other: its failure is an <see cref="Outcome.ExpectedFailure"/>, after which its stream goes on; a pass is an
    /// <see cref="Outcome.UnexpectedPass"/>, which fails the test. A step that took longer than its <see cref="Step.Timeout"/> has failed; one that could not be started,
    /// was skipped, or lost its host, has not.</summary>
    public static Expectation Fail { get; } = new("fail");

    /// <summary>Reads <c>pass</c> or <c>fail</c>.</summary>
    /// <exception cref="PlanException"><paramref name="text"/> is neither.</exception>
    public static Expectation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim() switch
        {
            "pass" => Pass,
            "fail" => Fail,
            _ => throw new PlanException("SL1070", $"'{text}' is nothing that can be expected of a step: write pass or fail."),
        };
    }

    /// <summary>Reads <c>pass</c> or <c>fail</c>.</summary>
    public static implicit operator Expectation(string text) => Parse(text);

    /// <inheritdoc/>
    public override string ToString() => text;
}
