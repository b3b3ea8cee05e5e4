using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using StreamLib.Jobs;

namespace StreamLib.Tests;

public abstract partial class NestedTest
{
    /// <summary>Fails the test: throws. <see cref="TearDown"/> still runs. The file and line of the call are in the message.</summary>
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

    /// <summary>Skips the test: throws. <see cref="TearDown"/> still runs, and barriers in it are open, since the stream goes on. What
    /// was known before the start belongs to
    /// <see cref="Plans.TestStream.Requires"/>.</summary>
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
        context.Reports.Warn(OutcomeException.Text(text, "", file, line));

    /// <inheritdoc cref="Warn(string, string, int)"/>
    protected void Warn(OutcomeText text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        Warn(text.ToString(), file, line);
}
