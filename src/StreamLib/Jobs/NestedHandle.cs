using System.Collections.Immutable;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>A nested test that runs in the background. Disposing it stops it.</summary>
public sealed class NestedHandle : IAsyncDisposable
{
    private readonly StepRun run;

    private readonly Faults faults;

    internal NestedHandle(StepRun run) => (this.run, faults) = (run, new(run.Test, "the test"));

    /// <summary>Who it is, as in <c>server/1-NetServer</c>.</summary>
    public string Party => run.Party;

    /// <summary>The port that it listens on, or its only one; <c>null</c> when it has none, or several.</summary>
    public int? Port => run.Ports.TryGetValue("", out var port) ? port : run.Ports.Count == 1 ? run.Ports.First().Value : null;

    /// <summary>The ports that it listens on by their names, in any case; the one without a name (<see cref="Step.Port"/>) has an empty
    /// one.</summary>
    public ImmutableSortedDictionary<string, int> Ports => run.Ports;

    /// <summary>How it ended, once it has; never faults.</summary>
    public Task<NestedResult> Ended => run.Completion;

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="TestException">It did not pass, or was cut off because another one failed.</exception>
    public async Task<NestedResult> WaitAsync() => TestException.ThrowUnlessPassed(await run.Completion.ConfigureAwait(false));

    /// <summary>Asks it to end (TERM), insists after the grace (KILL), and waits until it has ended. Does nothing when it has ended already.</summary>
    public Task StopAsync() => run.StopAsync();

    /// <summary>Stops it on purpose: asks it to end (TERM), insists after the grace (KILL), and waits until it has ended. That is a pass of it.</summary>
    /// <exception cref="TestException">It had ended before, or the test is being ended.</exception>
    public Task<NestedResult> Stop() => Guard(() => faults.StopAsync(run));

    /// <summary>Kills it on purpose, with all that it has started on its host, and waits until it has ended. That is a pass of it.</summary>
    /// <exception cref="TestException">It had ended before, or the test is being ended.</exception>
    public Task<NestedResult> Kill() => Guard(() => faults.KillAsync(run));

    /// <summary>Sends a signal to the process of its command. STOP and CONT go to all that it has started, too. Where it ends by that, it has passed: see <c>docs/reference/plan.md</c>.</summary>
    /// <param name="name">The signal, as in <c>HUP</c>.</param>
    /// <exception cref="TestException">It has ended, or the test is being ended.</exception>
    /// <exception cref="PlanException">There is no such signal.</exception>
    /// <exception cref="StreamLib.Hosts.CommandException">It could not be sent: one in process can only be asked to end.</exception>
    public Task Signal(string name) => Guard(async () =>
    {
        await faults.SignalAsync(run, name).ConfigureAwait(false);
        return run;
    });

    /// <summary>Starts it again, after it has ended or was asked to, as a nested test of its own on the same port. Returns when it is ready.</summary>
    /// <returns>What was started.</returns>
    /// <exception cref="TestException">It still runs, its stream has ended, or it did not get ready.</exception>
    public async Task<NestedHandle> Start() => new(await Guard(() => faults.StartAsync(run, CancellationToken.None)).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task<T> Guard<T>(Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Test.Cause.Stop.IsCancellationRequested)
        {
            TestException.ThrowUnlessPassed(run.Test.Cause.CutOffOf(Party));
            throw;
        }
    }
}
