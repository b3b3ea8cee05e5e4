using StreamLib.Jobs;
using StreamLib.Plans;
using StreamLib.Sync;

namespace StreamLib.Tests;

/// <summary>Runs one nested test in this process and reports how it ended.</summary>
public static class NestedRunner
{
    /// <summary>Runs a nested test: set up, test, tear down.</summary>
    /// <param name="test">The test.</param>
    /// <param name="context">What it is given.</param>
    /// <param name="cancellationToken">Asks it to end; its tear down still runs.</param>
    public static async Task<Outcome> RunAsync(NestedTest test, NestedContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(context);
        return Report(context, await TryAsync(test, context, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    /// <summary>Runs it without saying how it ended.</summary>
    /// <returns>Why it did not pass; <c>null</c> when it did.</returns>
    internal static async Task<Exception?> TryAsync(NestedTest test, NestedContext context, CancellationToken cancellationToken)
    {
        SyncClient? client = null;
        try
        {
            if (context.SyncAddress is { } address) client = await NestedSync.ConnectAsync(test, context, address, cancellationToken).ConfigureAwait(false);
            var sync = new ClosedToFailed(client is null ? NoSync.Instance : client, context);
            context.Sync = sync;
            context.Cancelled = cancellationToken;
            test.Enter(context);
            return await RunAsync(test, context, sync).ConfigureAwait(false);
        }
        catch (Exception e) when (client is null && e is SyncException or OperationCanceledException)
        {
            return e;
        }
        finally
        {
            if (client is not null) await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<Exception?> RunAsync(NestedTest test, NestedContext context, ClosedToFailed sync)
    {
        var failure = await CatchAsync(async () =>
        {
            await test.RunSetUp().ConfigureAwait(false);
            await test.RunTest().ConfigureAwait(false);
        }).ConfigureAwait(false);
        // The stream of one that was skipped goes on, and so do those that it meets.
        sync.Failure = OutcomeException.In(failure) is { Outcome: Outcome.Skip } ? null : failure?.Message;
        // What it does to clear up when its time was over already has the time of the grace.
        if (context.Late.IsCancellationRequested) context.Late = CancellationToken.None;
        var afterwards = await CatchAsync(test.RunTearDown).ConfigureAwait(false);
        return Worse(failure, afterwards);
    }

    // That it was asked to end, or has nothing to test, is no more than what it then says of itself.
    private static Exception? Worse(Exception? failure, Exception? afterwards)
    {
        var later = OutcomeException.In(afterwards)?.Outcome;
        var hides = failure is null
            || (failure is OperationCanceledException && later == Outcome.Fail)
            || (OutcomeException.In(failure) is { Outcome: Outcome.Skip } && later != Outcome.Skip);
        return afterwards is not null && hides ? afterwards : failure;
    }

    private static async Task<Exception?> CatchAsync(Func<Task> part)
    {
        try
        {
            await part().ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Whatever a test throws is its failure, not ours.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }

    /// <summary>Says that it failed.</summary>
    internal static Outcome Fail(NestedContext context, string message, string trace = "")
    {
        context.Reports.Outcome(Outcome.Fail, message, trace);
        context.Reports.Say($"{Outcome.Fail}: {message}");
        return Outcome.Fail;
    }

    /// <summary>Says how it ended.</summary>
    internal static Outcome Report(NestedContext context, Exception? failure, CancellationToken cancellationToken)
    {
        var said = OutcomeException.In(failure);
        var (outcome, message) = failure switch
        {
            null when context.Reports.Warned is { Length: > 0 } warned => (Outcome.Warn, warned),
            null => (Outcome.Pass, ""),
            // What it says itself takes precedence over what it was asked: one in the background may look at the end at what it has seen.
            _ when said is { Outcome: Outcome.Fail } => (Outcome.Fail, said.Message),
            OperationCanceledException when cancellationToken.IsCancellationRequested => (Outcome.Aborted, "it was asked to end"),
            // What goes wrong after that follows from it.
            _ when cancellationToken.IsCancellationRequested => (Outcome.Aborted, $"it was asked to end; then: {failure.Message}"),
            _ when said is not null => (said.Outcome, said.Message),
            SyncException { Error: SyncError.Broken } broken => (Outcome.Aborted, broken.Message),
            _ => (Outcome.Fail, failure.Message),
        };
        context.Reports.Outcome(outcome, message, outcome == Outcome.Fail ? failure!.ToString() : "");
        if (failure is not null) context.Reports.Say($"{outcome}: {message}");
        return outcome;
    }
}
