using StreamLib.Hosts;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>Does something to background nested tests on purpose.</summary>
/// <param name="test">The test.</param>
/// <param name="by">Who does it, for what is said of those who ended by that.</param>
internal sealed class Faults(TestRun test, string by)
{
    /// <summary>Asks it to end, insists after the grace, and waits until it has ended.</summary>
    /// <exception cref="TestException">It had ended before, or did not pass.</exception>
    public async Task<NestedResult> StopAsync(StepRun target)
    {
        await BeginAsync(target, FaultKind.Stop).ConfigureAwait(false);
        return Ended(target, await target.EndAsync(new AskedEnd(FaultKind.Stop, by)).ConfigureAwait(false));
    }

    /// <summary>Ends it and all that it has started at once.</summary>
    /// <exception cref="TestException">It had ended before, or did not pass.</exception>
    public async Task<NestedResult> KillAsync(StepRun target)
    {
        await BeginAsync(target, FaultKind.Kill).ConfigureAwait(false);
        return Ended(target, await target.EndAsync(new AskedEnd(FaultKind.Kill, by)).ConfigureAwait(false));
    }

    /// <summary>Sends it a signal.</summary>
    /// <exception cref="TestException">It has ended.</exception>
    /// <exception cref="PlanException">There is no such signal.</exception>
    /// <exception cref="CommandException">The signal could not be sent.</exception>
    public async Task SignalAsync(StepRun target, string signal)
    {
        var name = SignalName.Parse(signal);
        await BeginAsync(target, FaultKind.Signal).ConfigureAwait(false);
        if (!await target.SignalAsync(new AskedEnd(FaultKind.Signal, by, name)).ConfigureAwait(false))
            throw FaultErrors.HasEnded(target, FaultKind.Signal, await target.Completion.WaitAsync(test.Cause.Stop).ConfigureAwait(false));
    }

    /// <summary>Starts it again, when it has ended or is about to; returns when it is ready.</summary>
    /// <exception cref="TestException">It still runs, its stream is over, or it did not get ready.</exception>
    public async Task<StepRun> StartAsync(StepRun target, CancellationToken cancellationToken)
    {
        await CheckAsync(target).ConfigureAwait(false);
        if (!target.Completion.IsCompleted && !target.IsAskedToEnd) throw FaultErrors.StillRuns(target);
        var result = await EndOfAsync(target, cancellationToken).ConfigureAwait(false);
        if (!result.Outcome.LetsGoOn()) throw FaultErrors.DidNotEnd(target, result);
        var started = await target.Stream.RestartAsync(target, cancellationToken).ConfigureAwait(false);
        return started.Completion.IsCompleted && await started.Completion.ConfigureAwait(false) is var end && !end.Outcome.LetsGoOn()
            ? throw FaultErrors.NotReady(started, end)
            : started;
    }

    // A signal may be caught, and mean something else: a grace later it is known.
    private async Task<NestedResult> EndOfAsync(StepRun target, CancellationToken cancellationToken)
    {
        var grace = test.Plan.Deadlines.Grace;
        try
        {
            return await target.Completion.WaitAsync(target.IsBeingEnded ? Timeout.InfiniteTimeSpan : grace, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw FaultErrors.Survived(target, grace);
        }
    }

    private static NestedResult Ended(StepRun target, NestedResult result) => result.Outcome.LetsGoOn() ? result : throw FaultErrors.DidNotEnd(target, result);

    private async Task BeginAsync(StepRun target, FaultKind kind)
    {
        await CheckAsync(target).ConfigureAwait(false);
        await target.Ready.WaitAsync(test.Cause.Stop).ConfigureAwait(false);
        if (target.Completion.IsCompleted) throw FaultErrors.HasEnded(target, kind, await target.Completion.ConfigureAwait(false));
    }

    private async Task CheckAsync(StepRun target)
    {
        if (!target.Step.Background) throw FaultErrors.InForeground(target);
        await test.Cause.EvidenceAsync().ConfigureAwait(false);
        test.Cause.Stop.ThrowIfCancellationRequested();
    }
}
