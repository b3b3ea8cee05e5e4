namespace StreamLib.Hosts;

public sealed partial class Host
{
    /// <summary>Starts a command. It runs until it ends, or is stopped, or the host is closed or lost.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Cancels the start; a command that has started is not affected.</param>
    /// <exception cref="HostException">The host was lost, or allows no further session.</exception>
    /// <exception cref="CommandException">Its working directory is not there.</exception>
    public async Task<HostProcess> StartAsync(HostCommand command, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var process = await HostProcess.StartAsync(this, command, NewMark(command.Mark), cancellationToken).ConfigureAwait(false);
        _processes.TryAdd(process, 0);
        if (process.Closed.IsCompleted)
            Forget(process);
        if (Lost.IsCancellationRequested)
            process.Cut();

        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Stops the command: TERM, and KILL after the grace.</param>
    /// <exception cref="HostException">The host was lost, or allows no further session.</exception>
    /// <exception cref="CommandException">Its working directory is not there. How it ends is not looked at: see <see cref="CommandResult.EnsureSucceeded"/>.</exception>
    public async Task<CommandResult> RunAsync(HostCommand command, CancellationToken cancellationToken)
    {
        var process = await StartAsync(command, cancellationToken).ConfigureAwait(false);
        try
        {
            return await process.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a command line to its end.</summary>
    /// <param name="line">The line, run by <c>/bin/sh -c</c>.</param>
    /// <param name="cancellationToken">Stops the command: TERM, and KILL after the grace.</param>
    /// <exception cref="HostException">The host was lost, or allows no further session.</exception>
    public Task<CommandResult> RunAsync(string line, CancellationToken cancellationToken) => RunAsync(new HostCommand { Line = line }, cancellationToken);
}
