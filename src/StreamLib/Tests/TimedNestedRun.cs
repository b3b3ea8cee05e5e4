using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>One nested test that a person has started and given a time: as under a job it is asked to end when that is over, and has failed.</summary>
internal static class TimedNestedRun
{
    /// <summary>Runs a nested test, at most this long.</summary>
    /// <param name="test">The test.</param>
    /// <param name="context">What it is given.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="grace">From asking it to end until it is left behind.</param>
    /// <param name="cancellationToken">Asks it to end before that.</param>
    public static async Task<Outcome> RunAsync(NestedTest test, NestedContext context, TimeSpan timeout, TimeSpan grace, CancellationToken cancellationToken)
    {
        using var asked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        context.Late = asked.Token;
        // One that never lets go of its thread is over, too.
        var run = Task.Run(() => NestedRunner.TryAsync(test, context, asked.Token), CancellationToken.None);
        await ((Task)run).WaitAsync(timeout, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (run.IsCompleted || cancellationToken.IsCancellationRequested) return NestedRunner.Report(context, await run.ConfigureAwait(false), cancellationToken);

        var late = string.Create(CultureInfo.InvariantCulture, $"took longer than its Timeout of {timeout.TotalSeconds:0.###} s (option --timeout)");
        await asked.CancelAsync().ConfigureAwait(false);
        await ((Task)run).WaitAsync(grace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (run.IsCompleted)
        {
            var failure = await run.ConfigureAwait(false);
            return failure is null or OperationCanceledException ? NestedRunner.Fail(context, late) : NestedRunner.Fail(context, $"{late}; then: {failure.Message}", failure.ToString());
        }

        var outcome = NestedRunner.Fail(context, string.Create(CultureInfo.InvariantCulture, $"{late}, and did not end within the Grace of {grace.TotalSeconds:0.###} s: let it look at Cancelled"));
        await test.EndAsync().ConfigureAwait(false);
        return outcome;
    }
}
