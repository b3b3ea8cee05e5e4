using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Judges what a step did by what is expected of it.</summary>
internal static class Expected
{
    /// <summary>The result of a step that ran: first by <see cref="Step.Expect"/>, then by <see cref="Step.KnownIssue"/>. What says nothing of the step itself stays as it is.</summary>
    public static NestedResult Of(Step step, NestedResult ran) => Known(step, Expect(step, ran));

    // What a shell says of a command that is not there, or cannot be executed.
    private const int CannotBeExecuted = 126;
    private const int NotFound = 127;

    private static NestedResult Expect(Step step, NestedResult ran)
    {
        if (step.Expect != Expectation.Fail) return ran;
        if (WasNotThere(ran)) return ran with { Message = Joined("a command that is not there, or cannot be executed, has not failed as expected", ran.Message) };
        if (ran.Outcome == Outcome.Fail) return ran with { Outcome = Outcome.ExpectedFailure };
        return ran.Outcome is Outcome.Pass or Outcome.Warn
            ? ran with { Outcome = Outcome.UnexpectedPass, Message = Joined("it passed, but is expected to fail", ran.Message) }
            : ran;
    }

    private static NestedResult Known(Step step, NestedResult ran)
    {
        if (step.KnownIssue is not { } issue) return ran;
        if (WasNotThere(ran))
            return step.Expect == Expectation.Fail ? ran : ran with { Message = Joined($"a command that is not there, or cannot be executed, is not the known issue {issue}", ran.Message) };
        if (ran.Outcome is Outcome.Fail or Outcome.UnexpectedPass) return ran with { Outcome = Outcome.Skip, Message = Joined($"known issue {issue}", ran.Message) };
        return ran.Outcome.IsPass()
            ? ran with { Outcome = Outcome.UnexpectedPass, Message = Joined($"it did what it should, in spite of the known issue {issue}: when that is settled, take the mark away", ran.Message) }
            : ran;
    }

    private static bool WasNotThere(NestedResult ran) => ran is { Outcome: Outcome.Fail, ExitStatus: CannotBeExecuted or NotFound };

    private static string Joined(string first, string more) => more.Length == 0 ? first : $"{first}: {more}";
}
