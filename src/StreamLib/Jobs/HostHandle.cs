using StreamLib.Hosts;

namespace StreamLib.Jobs;

/// <summary>The host of a stream of a running test.</summary>
public sealed class HostHandle
{
    private readonly StreamRun run;

    internal HostHandle(StreamRun run) => this.run = run;

    /// <summary>What reports call it.</summary>
    public string Name => run.Placed.Host.Name;

    /// <summary>The address under test.</summary>
    public string Address => run.Address;

    /// <summary>Registers a command that undoes a change of the host, before the change is made. The host holds it and runs it when the last stream of the test there has ended, in every
    /// ending: also when this process is killed or the network is lost. Last registered first.</summary>
    /// <param name="line">The line, run by <c>/bin/sh</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostException">The host was lost, or cannot hold it.</exception>
    public Task OnEnd(string line, CancellationToken cancellationToken = default) => run.Host.OnEndAsync(line, environment: null, cancellationToken);

    /// <summary>Runs a command there that is no nested test: it, what it writes and how it ends are in the log, and in no report. How it
    /// ends is not looked at: see <see cref="CommandResult.EnsureSucceeded"/>.</summary>
    /// <param name="line">The line, run by <c>/bin/sh -c</c>.</param>
    /// <param name="cancellationToken">Stops the command.</param>
    /// <exception cref="HostException">The host was lost.</exception>
    public Task<CommandResult> Run(string line, CancellationToken cancellationToken = default) =>
        run.RunOnHostAsync(line, cancellationToken);
}
