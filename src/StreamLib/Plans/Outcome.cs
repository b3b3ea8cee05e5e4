namespace StreamLib.Plans;

/// <summary>How a nested test, a stream, a multi-stream test or a job ended.</summary>
public enum Outcome
{
    /// <summary>It did what it should.</summary>
    Pass,

    /// <summary>It did what it should, with something to look at.</summary>
    Warn,

    /// <summary>It failed, as it was expected to.</summary>
    ExpectedFailure,

    /// <summary>It did not run, for a reason that was known before the start.</summary>
    Skip,

    /// <summary>It was cut off because another test failed.</summary>
    Aborted,

    /// <summary>It was cut off because somebody asked the run to end.</summary>
    Cancelled,

    /// <summary>The infrastructure failed: nothing is known of what was to be tested.</summary>
    Error,

    /// <summary>It was expected to fail and passed.</summary>
    UnexpectedPass,

    /// <summary>It did not do what it should.</summary>
    Fail,
}

/// <summary>What the outcomes mean for a run.</summary>
public static class Outcomes
{
    /// <summary>Whether this outcome makes what contains it fail: <see cref="Outcome.Fail"/>, <see cref="Outcome.UnexpectedPass"/> or <see cref="Outcome.Error"/>.</summary>
    public static bool IsFailure(this Outcome outcome) => outcome is Outcome.Fail or Outcome.UnexpectedPass or Outcome.Error;

    /// <summary>Whether this outcome says that the test did what it should.</summary>
    public static bool IsPass(this Outcome outcome) => outcome is Outcome.Pass or Outcome.Warn or Outcome.ExpectedFailure;

    /// <summary>Whether what comes after it goes on: it did what it should, or was skipped.</summary>
    internal static bool LetsGoOn(this Outcome outcome) => outcome.IsPass() || outcome == Outcome.Skip;

    /// <summary>What the outcomes of several tests make together: one that failed goes before a cancellation, that before an error of the infrastructure, and that before all that is
    /// no failure; what was skipped or cut off only counts where nothing else is.</summary>
    internal static Outcome Worst(this IEnumerable<Outcome> outcomes) => outcomes.MaxBy(outcome => outcome switch
    {
        Outcome.Fail => 7,
        Outcome.UnexpectedPass => 6,
        Outcome.Cancelled => 5,
        Outcome.Error => 4,
        Outcome.Warn => 3,
        Outcome.ExpectedFailure => 2,
        Outcome.Pass => 1,
        _ => 0,
    });

    /// <summary>The exit code of a run that ended so: 0 as expected, 1 a test failed, 3 only infrastructure went wrong, 130 cancelled.</summary>
    public static int ExitCode(this Outcome outcome) => outcome switch
    {
        Outcome.Fail or Outcome.UnexpectedPass => 1,
        Outcome.Error => 3,
        Outcome.Cancelled => 130,
        _ => 0,
    };
}
