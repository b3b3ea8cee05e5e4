using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using StreamLib.Jobs;

namespace StreamLib.Tests;

public abstract partial class MultiStreamTest
{
    private TestRun? run;

    /// <summary>Fails the test: throws. What runs on its streams is stopped. The file and line of the call are in the message.</summary>
    /// <param name="reason">Why, for every report.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    [DoesNotReturn]
    protected static void Fail(string reason, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        throw OutcomeException.Failed(reason, "", file, line);

    /// <inheritdoc cref="Fail(string, string, int)"/>
    [DoesNotReturn]
    protected static void Fail(OutcomeText reason, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Fail(reason.ToString(), file, line);

    /// <summary>Fails the test where a condition holds: <c>FailIf(rate &lt; 900, $"only {rate} Mbit/s")</c>. The condition as it is
    /// written, and the file and line of the call, are in the message.</summary>
    /// <param name="condition">What must not be.</param>
    /// <param name="why">Why that is a failure, for every report; by default the condition alone.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    protected static void FailIf(
        [DoesNotReturnIf(true)] bool condition,
        string why = "",
        [CallerArgumentExpression(nameof(condition))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (condition) throw OutcomeException.Failed(why, expression, file, line);
    }

    /// <inheritdoc cref="FailIf(bool, string, string, string, int)"/>
    protected static void FailIf(
        [DoesNotReturnIf(true)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] OutcomeText why,
        [CallerArgumentExpression(nameof(condition))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (condition) throw OutcomeException.Failed(why.ToString(), expression, file, line);
    }

    /// <summary>Skips the test: throws. What runs on its streams is stopped. After a failure it does nothing but end <see cref="Test"/>.
    /// What was known before the start belongs to
    /// <see cref="Plans.Plan.Requires"/>.</summary>
    /// <param name="reason">Why, for every report.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    [DoesNotReturn]
    protected static void Skip(string reason, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        throw OutcomeException.Skipped(reason, file, line);

    /// <inheritdoc cref="Skip(string, string, int)"/>
    [DoesNotReturn]
    protected static void Skip(OutcomeText reason, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Skip(reason.ToString(), file, line);

    /// <summary>Makes a pass of the test one with a warning. The test goes on.</summary>
    /// <param name="text">What there is to look at, for every report.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    protected void Warn(string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Running.Warn(OutcomeException.Text(text, "", file, line));

    /// <inheritdoc cref="Warn(string, string, int)"/>
    protected void Warn(OutcomeText text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Warn(text.ToString(), file, line);

    /// <summary>Cancelled when the test is to end: after a failure, when its time is over, or because the run was cancelled.</summary>
    protected CancellationToken Cancelled { get; private set; }

    /// <summary>Records what was measured of the test as a whole: it is in every report.</summary>
    /// <param name="name">What, as in <c>failover</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">The unit, as in <c>ms</c>.</param>
    protected void Metric(string name, double value, string unit = "") => Running.Metric(name, value, unit);

    /// <summary>Says something of the test as a whole for the reports.</summary>
    /// <param name="text">The text; numbers and dates in it are written as in the invariant culture.</param>
    protected void Note(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Running.Note(text.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Says something for the log.</summary>
    /// <param name="text">The text; numbers and dates in it are written as in the invariant culture.</param>
    protected void Log(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Running.Say(text.ToString(CultureInfo.InvariantCulture));
    }

    private TestRun Running => run
        ?? throw new TestException("SL5020", $"{GetType().Name} does not run yet: Warn, Metric, Note and Log are for Test and OnFailure.");

    private Task Entered(StreamSet streams, Func<StreamSet, Task> part)
    {
        if (run != streams.TestRun) (run, Cancelled) = (streams.TestRun, streams.TestRun.Cause.Stop);
        return part(streams);
    }
}
