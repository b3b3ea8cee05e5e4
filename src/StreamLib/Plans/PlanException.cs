using System.Collections.Immutable;

namespace StreamLib.Plans;

/// <summary>One thing that is wrong with a plan or with the options of a run.</summary>
/// <param name="Code">The stable code, as in <c>SL1004</c>.</param>
/// <param name="Message">What is wrong, where, and what to write instead.</param>
public sealed record PlanGap(string Code, string Message)
{
    /// <summary>The test that it is about; <c>null</c> when it is about no single one.</summary>
    public string? Test { get; init; }

    /// <summary>The stream or role that it is about; <c>null</c> when it is about no single one.</summary>
    public string? Stream { get; init; }

    /// <summary>The step of that stream that it is about; <c>null</c> when it is about no single one.</summary>
    public string? Step { get; init; }
}

/// <summary>A plan or the options of a run are invalid. All gaps are named at once; nothing was started.</summary>
public sealed class PlanException : StreamLibException
{
    /// <summary>Creates the error from everything that is wrong.</summary>
    public PlanException(params IEnumerable<PlanGap> gaps)
        : this([.. gaps])
    {
    }

    private PlanException(ImmutableArray<PlanGap> gaps)
        : base(gaps[0].Code, string.Join(Environment.NewLine, gaps.Select(g => g.Message))) => Gaps = gaps;

    /// <summary>Creates the error from the one thing that is wrong.</summary>
    public PlanException(string code, string message)
        : this(new PlanGap(code, message))
    {
    }

    /// <summary>Everything that is wrong, in the order of the plan.</summary>
    public ImmutableArray<PlanGap> Gaps { get; }

    /// <inheritdoc/>
    public override string Text => string.Join(Environment.NewLine, Gaps.Select(g => $"error {g.Code}: {g.Message}"));
}
