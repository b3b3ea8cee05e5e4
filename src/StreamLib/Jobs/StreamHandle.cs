using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>A stream of a running multi-stream test: runs nested tests on its host.</summary>
public sealed class StreamHandle
{
    internal StreamHandle(StreamRun run) => Run = run;

    /// <summary>Its name.</summary>
    public string Name => Run.Name;

    /// <summary>The role it was made from; its own name for a single one.</summary>
    public string Role => Run.Placed.Role;

    /// <summary>The host it runs on.</summary>
    public HostHandle Host => new(Run);

    internal StreamRun Run { get; }

    /// <summary>Runs a nested test in the foreground and waits for its end.</summary>
    /// <exception cref="TestException">It did not pass, or was cut off because another one failed.</exception>
    public async Task<NestedResult> RunAsync(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var run = await Run.StartAsync(step with { Background = false }).ConfigureAwait(false);
        return TestException.ThrowUnlessPassed(await run.Completion.ConfigureAwait(false));
    }

    /// <summary>Starts a nested test in the background; returns when it is ready.</summary>
    /// <exception cref="TestException">It ended before it was ready.</exception>
    public async Task<NestedHandle> StartAsync(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var run = await Run.StartAsync(step with { Background = true }).ConfigureAwait(false);
        if (run.Completion.IsCompleted) TestException.ThrowUnlessPassed(await run.Completion.ConfigureAwait(false));
        return new NestedHandle(run);
    }
}
