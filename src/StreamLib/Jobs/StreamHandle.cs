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

    /// <summary>The background nested test that was last started under this name, as in <c>streams["node3"]["service"].Kill()</c>.</summary>
    /// <param name="name">The name of its step; of a class, the name of the class.</param>
    /// <exception cref="TestException">None was started under this name, or it runs in the foreground.</exception>
    public NestedHandle this[string name]
    {
        get
        {
            var run = Run.Last(name) ?? throw FaultErrors.NoStep(Run, name);
            return run.Step.Background ? new(run) : throw FaultErrors.InForeground(run);
        }
    }

    internal StreamRun Run { get; }

    /// <summary>Whether nested test classes run inside this process.</summary>
    internal bool RunsInProcess => Run.RunsInProcess;

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
