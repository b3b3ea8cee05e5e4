namespace StreamLib.Jobs;

/// <summary>A nested test that runs in the background. Disposing it stops it.</summary>
public sealed class NestedHandle : IAsyncDisposable
{
    private readonly StepRun run;

    internal NestedHandle(StepRun run) => this.run = run;

    /// <summary>Who it is, as in <c>server/1-NetServer</c>.</summary>
    public string Party => run.Party;

    /// <summary>How it ended, once it has; never faults.</summary>
    public Task<NestedResult> Ended => run.Completion;

    /// <summary>Waits until it has ended by itself.</summary>
    /// <exception cref="TestException">It did not pass, or was cut off because another one failed.</exception>
    public async Task<NestedResult> WaitAsync() => TestException.ThrowUnlessPassed(await run.Completion.ConfigureAwait(false));

    /// <summary>Asks it to end (TERM), insists after the grace (KILL), and waits until it has ended. Does nothing when it has ended already.</summary>
    public Task StopAsync() => run.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
